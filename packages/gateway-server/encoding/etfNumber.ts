/**
 * Numbers of variable size in the External Term Format.
 * Pure. Source: Erlang, "External Term Format".
 *
 *     big      size (u8 or u32) | sign (0 or 1) | magnitude, lowest byte first
 *     float    31 bytes of text, printed as "%.20e" and padded with zeros
 */

import { EtfError } from "./EtfError.ts";
import type { EtfReader } from "./EtfReader.ts";
import { MAX_BIG_SIZE } from "./etfLimits.ts";

const FLOAT_TEXT_SIZE = 31;
const FLOAT_TEXT = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\0*$/i;

/** Magnitude of a big integer, lowest byte first, without trailing zeros. */
export function magnitudeOf(value: bigint): Buffer {
	const digits = (value < 0n ? -value : value).toString(16);
	return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex").reverse();
}

/** Decodes sign and magnitude. Returns a bigint beyond 2^53. */
export function decodeBig(reader: EtfReader, size: number): number | bigint {
	if (size > MAX_BIG_SIZE) throw new EtfError(`integer of ${size} bytes is too large: at most ${MAX_BIG_SIZE}`);
	const sign = reader.u8();
	if (sign > 1) throw new EtfError(`sign of an integer must be 0 or 1, got ${sign}`);
	// copies before reversing, because the bytes belong to the caller
	const digits = Buffer.from(reader.take(size)).reverse().toString("hex");
	const magnitude = BigInt(`0x0${digits}`);
	const value = sign === 0 ? magnitude : -magnitude;
	return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Decodes a float in text form. The result may be infinite. */
export function decodeFloatText(reader: EtfReader): number {
	const [, digits] = FLOAT_TEXT.exec(reader.latin1(FLOAT_TEXT_SIZE)) ?? [];
	if (digits === undefined) throw new EtfError("float is not a decimal number");
	return Number(digits);
}
