/** Discord ids as DAVE writes them: 8 bytes. Pure. Source: DAVE protocol, "Validation". */

import { u64 } from "./tls.ts";

const LARGEST = 2n ** 64n - 1n;

/** Says whether an id is decimal and fits 64 bits. */
export function isSnowflake(id: string): boolean {
	return /^\d{1,20}$/.test(id) && BigInt(id) <= LARGEST;
}

/** @throws RangeError If the id is no decimal of 64 bits. */
export function snowflakeBytes(id: string): Buffer {
	if (!isSnowflake(id)) throw new RangeError(`id must be a decimal below 2^64 for DAVE, got ${id}`);
	return u64(BigInt(id));
}
