/**
 * Encodes JSON-compatible values as terms.
 * Pure. Source: Erlang, "External Term Format"; Discord Docs, "Using ETF Encoding".
 */

import { EtfError } from "./EtfError.ts";
import { magnitudeOf } from "./etfNumber.ts";
import { ETF_VERSION, EtfTag } from "../../../src/protocol/gateway/etfTag.ts";
import { MAX_BIG_SIZE, MAX_DEPTH } from "./etfLimits.ts";

/** Parts of a term, in order. */
type Parts = Array<Buffer>;

const MAX_U8 = 2 ** 8 - 1;
const MIN_I32 = -(2 ** 31);
const MAX_I32 = 2 ** 31 - 1;

/** Atoms use the old short form, which every decoder supports, including erlpack. */
const NIL = atom("nil");
const TRUE = atom("true");
const FALSE = atom("false");
const EMPTY_LIST = Buffer.from([EtfTag.Nil]);

/**
 * Encodes one term, including its version byte.
 *
 * Follows JSON.stringify: calls `toJSON`, omits properties that are undefined, functions or symbols, and writes null
 * for such elements and for NaN and infinities. Strings and keys become binaries; a lone surrogate becomes U+FFFD.
 * Bigints and whole numbers up to 2^53 become integers in the smallest form that fits; other numbers become floats. -0
 * becomes 0.
 *
 * @throws EtfError If `value` is nested deeper than 128 levels (or is cyclic), or an integer exceeds 1024 bytes.
 */
export function encodeEtf(value: unknown): Buffer {
	const parts: Parts = [Buffer.from([ETF_VERSION])];
	encodeTerm(parts, resolve(value), MAX_DEPTH);
	return Buffer.concat(parts);
}

/** @param depth Remaining nesting levels. */
function encodeTerm(parts: Parts, value: unknown, depth: number): void {
	switch (typeof value) {
		case "string":
			return void encodeText(parts, value);
		case "number":
			return void parts.push(encodeNumber(value));
		case "bigint":
			return void parts.push(encodeInteger(value));
		case "boolean":
			return void parts.push(value ? TRUE : FALSE);
		case "object":
			return value === null ? void parts.push(NIL) : encodeContainer(parts, value, depth);
		default:
			return void parts.push(NIL);
	}
}

/** Applies `toJSON`, if the value has it. */
function resolve(value: unknown): unknown {
	const { toJSON } = (value ?? {}) as { toJSON?: unknown };
	return typeof value === "object" && typeof toJSON === "function" ? toJSON.call(value) : value;
}

function encodeContainer(parts: Parts, value: object, depth: number): void {
	if (depth <= 0) throw new EtfError(`value is nested deeper than ${MAX_DEPTH}`);
	if (Array.isArray(value)) encodeList(parts, value, depth - 1);
	else encodeMap(parts, value, depth - 1);
}

function encodeList(parts: Parts, elements: ReadonlyArray<unknown>, depth: number): void {
	if (elements.length > 0) parts.push(header(EtfTag.List, elements.length));
	for (const element of elements) encodeTerm(parts, resolve(element), depth);
	parts.push(EMPTY_LIST);
}

function encodeMap(parts: Parts, value: object, depth: number): void {
	const entries = Object.entries(value)
		.map(([key, property]) => [key, resolve(property)] as const)
		.filter(([, property]) => !["undefined", "function", "symbol"].includes(typeof property));
	parts.push(header(EtfTag.Map, entries.length));
	for (const [key, property] of entries) {
		encodeText(parts, key);
		encodeTerm(parts, property, depth);
	}
}

function encodeText(parts: Parts, text: string): void {
	const bytes = Buffer.from(text);
	parts.push(header(EtfTag.Binary, bytes.length), bytes);
}

function encodeNumber(value: number): Buffer {
	if (!Number.isFinite(value)) return NIL;
	if (Number.isSafeInteger(value)) return encodeInteger(BigInt(value));
	const float = Buffer.alloc(9, EtfTag.NewFloat);
	float.writeDoubleBE(value, 1);
	return float;
}

function encodeInteger(value: bigint): Buffer {
	if (value >= 0 && value <= MAX_U8) return Buffer.from([EtfTag.SmallInteger, Number(value)]);
	if (value < MIN_I32 || value > MAX_I32) return encodeBig(value);
	const integer = Buffer.alloc(5, EtfTag.Integer);
	integer.writeInt32BE(Number(value), 1);
	return integer;
}

function encodeBig(value: bigint): Buffer {
	const magnitude = magnitudeOf(value);
	if (magnitude.length > MAX_BIG_SIZE) {
		throw new EtfError(`integer of ${magnitude.length} bytes is too large: at most ${MAX_BIG_SIZE}`);
	}
	const isSmall = magnitude.length <= MAX_U8;
	const start = isSmall
		? Buffer.from([EtfTag.SmallBig, magnitude.length])
		: header(EtfTag.LargeBig, magnitude.length);
	return Buffer.concat([start, Buffer.from([value < 0 ? 1 : 0]), magnitude]);
}

/** A tag followed by a byte or element count as u32. */
function header(tag: EtfTag, count: number): Buffer {
	const bytes = Buffer.alloc(5, tag);
	bytes.writeUInt32BE(count, 1);
	return bytes;
}

function atom(name: string): Buffer {
	return Buffer.concat([Buffer.from([EtfTag.SmallAtom, name.length]), Buffer.from(name)]);
}
