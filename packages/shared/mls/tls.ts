/**
 * Encodes the TLS presentation language as used by MLS.
 * Pure. Numbers are big-endian; a vector is its length followed by its bytes.
 * Source: RFC 9420, section 2.1.2.
 *
 *     length        size of the length field in bytes     first two bits
 *     below 2^6                    1                            00
 *     below 2^14                   2                            01
 *     below 2^30                   4                            10
 */

/** Upper limits of the lengths encoded in 1 and 2 bytes, and of all lengths. Exclusive. */
export const LENGTH_LIMITS = { one: 2 ** 6, two: 2 ** 14, none: 2 ** 30 } as const;

const TWO_BYTES = 0x4000;
const FOUR_BYTES = 0x80000000;

export function u8(value: number): Buffer {
	return Buffer.of(value);
}

export function u16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
}

export function u32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

export function u64(value: bigint): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(value);
	return bytes;
}

/** Encodes the concatenation of `parts` as one vector. @throws RangeError From 2^30 bytes on. */
export function vector(...parts: ReadonlyArray<Uint8Array>): Buffer {
	const bytes = Buffer.concat(parts);
	return Buffer.concat([vectorLength(bytes.length), bytes]);
}

/** Encodes the length of a vector of `size` bytes. @throws RangeError From 2^30 on. */
export function vectorLength(size: number): Buffer {
	if (size < LENGTH_LIMITS.one) return u8(size);
	if (size < LENGTH_LIMITS.two) return u16(TWO_BYTES + size);
	if (size < LENGTH_LIMITS.none) return u32(FOUR_BYTES + size);
	throw new RangeError(`vector must be below ${LENGTH_LIMITS.none} bytes, got ${size}`);
}
