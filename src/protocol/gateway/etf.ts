/**
 * Erlang's External Term Format, which the gateway speaks with `encoding=etf`: constants, and the encoder.
 * Pure.
 * Source: Erlang, "External Term Format"; Discord Docs, "Using ETF Encoding" (gateway v10).
 *
 *     version (131) | tag (u8) | data
 */

import { ETF_VERSION, EtfTag } from "./etfTag";
import { isArray, NULL } from "./json";

/** Deepest nesting of lists, tuples and maps. */
export const MAX_ETF_DEPTH = 128;

/** Doubles hold integers below it exactly. */
const EXACT_LIMIT = 2 ** 53;

const MAX_U8 = 2 ** 8 - 1;
const MIN_I32 = -(2 ** 31);
const MAX_I32 = 2 ** 31 - 1;

const BYTE = 256;
const FLOAT_SIZE = 8;

/** Atoms have the old short form, which every decoder reads. */
function atom(name: string): string {
	return string.char(EtfTag.SmallAtom, name.size()) + name;
}

const NIL_ATOM = atom("nil");
const TRUE_ATOM = atom("true");
const FALSE_ATOM = atom("false");

/**
 * Encodes one term, with its version byte.
 *
 * Text becomes a binary, an array or an empty table a list, and any other table a map with binaries as keys. Whole numbers
 * below 2^53 become the smallest integer that holds them, all others floats. `NULL`, NaN and infinities become nil, like null
 * in JSON.
 *
 * @throws If `value` is nested deeper than 128, which includes cycles, or JSON could not hold it.
 */
export function encodeEtf(value: unknown): buffer {
	const parts: Array<string> = [string.char(ETF_VERSION)];
	encodeTerm(parts, value, MAX_ETF_DEPTH);
	return buffer.fromstring(parts.join(""));
}

/** @param depth Remaining levels. */
function encodeTerm(parts: Array<string>, value: unknown, depth: number): void {
	if (value === NULL || value === undefined) parts.push(NIL_ATOM);
	else if (typeIs(value, "string")) encodeText(parts, value);
	else if (typeIs(value, "number")) parts.push(encodeNumber(value));
	else if (typeIs(value, "boolean")) parts.push(value ? TRUE_ATOM : FALSE_ATOM);
	else if (typeIs(value, "table")) encodeTable(parts, value, depth);
	else error(`cannot write ${typeOf(value)} as ETF`, 0);
}

function encodeTable(parts: Array<string>, value: object, depth: number): void {
	assert(depth > 0, `a value must be nested at most ${MAX_ETF_DEPTH} deep`);
	if (isArray(value)) {
		if (value.size() > 0) parts.push(header(EtfTag.List, value.size()));
		for (const item of value) encodeTerm(parts, item, depth - 1);
		parts.push(string.char(EtfTag.Nil));
		return;
	}
	const at = parts.push("") - 1;
	let count = 0;
	for (const [name, member] of pairs(value as Record<string, unknown>)) {
		assert(typeIs(name, "string"), `a table must have either indices or names, got both: ${name}`);
		encodeText(parts, name);
		encodeTerm(parts, member, depth - 1);
		count += 1;
	}
	parts[at] = header(EtfTag.Map, count);
}

function encodeText(parts: Array<string>, text: string): void {
	parts.push(header(EtfTag.Binary, text.size()), text);
}

function encodeNumber(value: number): string {
	if (value !== value || math.abs(value) === math.huge) return NIL_ATOM;
	if (value % 1 !== 0 || math.abs(value) >= EXACT_LIMIT) return encodeFloat(value);
	if (value >= 0 && value <= MAX_U8) return string.char(EtfTag.SmallInteger, value);
	if (value < MIN_I32 || value > MAX_I32) return encodeBig(value);
	const unsigned = value % 2 ** 32;
	return string.char(EtfTag.Integer) + bigEndian(unsigned);
}

function encodeFloat(value: number): string {
	const bytes = buffer.create(FLOAT_SIZE);
	buffer.writef64(bytes, 0, value);
	return string.char(EtfTag.NewFloat) + buffer.tostring(bytes).reverse();
}

/** Size, sign, and the magnitude with its lowest byte first. */
function encodeBig(value: number): string {
	const digits: Array<string> = [];
	for (let rest = math.abs(value); rest > 0; rest = math.floor(rest / BYTE)) digits.push(string.char(rest % BYTE));
	return string.char(EtfTag.SmallBig, digits.size(), value < 0 ? 1 : 0) + digits.join("");
}

/** A tag, and a count of bytes or elements as u32. */
function header(tag: EtfTag, count: number): string {
	return string.char(tag) + bigEndian(count);
}

function bigEndian(value: number): string {
	const bytes = buffer.create(4);
	buffer.writeu32(bytes, 0, value);
	return buffer.tostring(bytes).reverse();
}
