/** Discord IDs and their 8-byte encoding in DAVE. Pure. Source: DAVE protocol, "Validation". */

import { u64 } from "./tls.ts";

const LARGEST = 2n ** 64n - 1n;

/** Returns whether an ID is a decimal string that fits 64 bits. */
export function isSnowflake(id: unknown): id is string {
	return typeof id === "string" && /^\d{1,20}$/.test(id) && BigInt(id) <= LARGEST;
}

/** @throws RangeError If the ID is not a 64-bit decimal. */
export function snowflakeBytes(id: string): Buffer {
	if (!isSnowflake(id)) throw new RangeError(`id must be a decimal below 2^64 for DAVE, got ${String(id)}`);
	return u64(BigInt(id));
}
