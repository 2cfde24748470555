/** Discord ids, and their 8 bytes as DAVE writes them. Pure. Source: DAVE protocol, "Validation". */

import { u64 } from "./tls.ts";

const LARGEST = 2n ** 64n - 1n;

/** Says whether an id is text, decimal, and fits 64 bits. */
export function isSnowflake(id: unknown): id is string {
	return typeof id === "string" && /^\d{1,20}$/.test(id) && BigInt(id) <= LARGEST;
}

/** @throws RangeError If the id is no decimal of 64 bits. */
export function snowflakeBytes(id: string): Buffer {
	if (!isSnowflake(id)) throw new RangeError(`id must be a decimal below 2^64 for DAVE, got ${String(id)}`);
	return u64(BigInt(id));
}
