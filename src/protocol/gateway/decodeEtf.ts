/**
 * Decodes a term into the value that JSON would have.
 * Pure. The bytes are not trusted: the outcome is a value or a reason, never an error.
 * Source: Erlang, "External Term Format"; Discord Docs, "Using ETF Encoding".
 */

import { MAX_ETF_DEPTH } from "./etf";
import { ETF_VERSION, EtfTag } from "./etfTag";
import { EtfReader } from "./EtfReader";

export type EtfResult =
	/** nil becomes undefined. */
	{ readonly kind: "term"; readonly value?: unknown } | { readonly kind: "malformed"; readonly reason: string };

/** Decodes the data after a tag. @param depth Remaining levels. */
type Decoder = (reader: EtfReader, depth: number) => unknown;

/** Atoms with a JSON equivalent. Any other atom becomes its name. */
const ATOM_VALUES: ReadonlyMap<string, boolean> = new Map<string, boolean>([
	["true", true],
	["false", false],
]);

const NIL_ATOMS: ReadonlySet<string> = new Set<string>(["nil", "null"]);

const DECODERS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
	[EtfTag.SmallInteger, (reader) => reader.u8()],
	[EtfTag.Integer, (reader) => reader.i32()],
	[EtfTag.SmallBig, (reader) => reader.big(reader.u8())],
	[EtfTag.LargeBig, (reader) => reader.big(reader.u32())],
	[EtfTag.NewFloat, (reader) => reader.f64()],
	[EtfTag.Float, (reader) => reader.floatText()],
	[EtfTag.Atom, (reader) => atomValue(reader.latin1(reader.u16()))],
	[EtfTag.SmallAtom, (reader) => atomValue(reader.latin1(reader.u8()))],
	[EtfTag.AtomUtf8, (reader) => atomValue(reader.utf8(reader.u16()))],
	[EtfTag.SmallAtomUtf8, (reader) => atomValue(reader.utf8(reader.u8()))],
	[EtfTag.Binary, (reader) => reader.utf8(reader.u32())],
	[EtfTag.Nil, () => []],
	[EtfTag.String, (reader) => decodeBytes(reader)],
	[EtfTag.List, (reader, depth) => decodeList(reader, depth)],
	[EtfTag.SmallTuple, (reader, depth) => decodeElements(reader, depth, reader.u8())],
	[EtfTag.LargeTuple, (reader, depth) => decodeElements(reader, depth, reader.u32())],
	[EtfTag.Map, (reader, depth) => decodeMap(reader, depth)],
]);

/** Decoders of map keys, by tag. A key becomes text. */
const KEY_DECODERS: ReadonlyMap<number, (reader: EtfReader) => string> = new Map<number, (reader: EtfReader) => string>(
	[
		[EtfTag.Binary, (reader) => reader.utf8(reader.u32())],
		[EtfTag.Atom, (reader) => reader.latin1(reader.u16())],
		[EtfTag.SmallAtom, (reader) => reader.latin1(reader.u8())],
		[EtfTag.AtomUtf8, (reader) => reader.utf8(reader.u16())],
		[EtfTag.SmallAtomUtf8, (reader) => reader.utf8(reader.u8())],
		[EtfTag.SmallInteger, (reader) => string.format("%d", reader.u8())],
		[EtfTag.Integer, (reader) => string.format("%d", reader.i32())],
		[EtfTag.SmallBig, (reader) => tostring(reader.big(reader.u8()))],
	],
);

/**
 * Decodes one term, with its version byte.
 *
 * Binaries become text, and must be UTF-8. Tuples, lists, and Erlang's short form of a list of bytes become arrays. An integer
 * from 2^53 on becomes its digits as text, so that a numeric ID keeps all of them. Of equal keys the last one counts. A
 * compressed term is malformed, since this package never asks for compression.
 */
export function decodeEtf(bytes: buffer): EtfResult {
	const [ok, outcome] = pcall(() => {
		const reader = new EtfReader(bytes);
		const version = reader.u8();
		if (version !== ETF_VERSION) error(`version must be ${ETF_VERSION}, got ${version}`, 0);
		const value = decodeTerm(reader, MAX_ETF_DEPTH);
		if (reader.remaining() > 0) error(`${reader.remaining()} trailing bytes after the term`, 0);
		return { value };
	});
	return ok ? { kind: "term", value: outcome.value } : { kind: "malformed", reason: tostring(outcome) };
}

function decodeTerm(reader: EtfReader, depth: number): unknown {
	const tag = reader.u8();
	const decode = DECODERS.get(tag);
	return decode === undefined ? error(`tag ${tag} has no JSON equivalent`, 0) : decode(reader, depth);
}

function decodeBytes(reader: EtfReader): Array<number> {
	const bytes: Array<number> = [];
	const size = reader.u16();
	reader.checkCount(size, 1);
	for (const _ of $range(1, size)) bytes.push(reader.u8());
	return bytes;
}

function decodeElements(reader: EtfReader, depth: number, count: number): Array<unknown> {
	checkDepth(depth);
	reader.checkCount(count, 1);
	const elements: Array<unknown> = [];
	for (const index of $range(0, count - 1)) elements[index] = decodeTerm(reader, depth - 1);
	return elements;
}

/** Decodes a proper list, which ends in an empty list. */
function decodeList(reader: EtfReader, depth: number): Array<unknown> {
	const elements = decodeElements(reader, depth, reader.u32());
	const tail = reader.u8();
	return tail === EtfTag.Nil ? elements : error(`a list must end in an empty list, got tag ${tail}`, 0);
}

function decodeMap(reader: EtfReader, depth: number): Record<string, unknown> {
	checkDepth(depth);
	const count = reader.u32();
	// A key takes at least a tag and a byte, its value a tag.
	reader.checkCount(count, 3);
	const map: Record<string, unknown> = {};
	for (const _ of $range(1, count)) {
		const tag = reader.u8();
		const decodeKey = KEY_DECODERS.get(tag);
		if (decodeKey === undefined) error(`a key must be a text, an atom or an integer, got tag ${tag}`, 0);
		const key = decodeKey(reader);
		map[key] = decodeTerm(reader, depth - 1);
	}
	return map;
}

function checkDepth(depth: number): void {
	if (depth <= 0) error(`the term is nested deeper than ${MAX_ETF_DEPTH}`, 0);
}

function atomValue(name: string): unknown {
	return NIL_ATOMS.has(name) ? undefined : (ATOM_VALUES.get(name) ?? name);
}
