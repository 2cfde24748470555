/**
 * Decodes a term to the value that JSON would give.
 * Pure. Safe for untrusted input: the result is always a value or an EtfError.
 * Source: Erlang, "External Term Format"; Discord Docs, "Using ETF Encoding".
 */

import { decodeBig, decodeFloatText } from "./etfNumber.ts";
import { EtfError } from "./EtfError.ts";
import { EtfReader } from "./EtfReader.ts";
import { ETF_VERSION, EtfTag } from "../../../src/protocol/gateway/etfTag.ts";
import { MAX_DEPTH } from "./etfLimits.ts";
import { inflateTerm } from "./inflateTerm.ts";

export interface DecodeEtfOptions {
	/** Enforces Discord's rules for clients: string map keys, no compression. @default false */
	readonly isFromClient?: boolean;
	/** Maximum nesting of lists, tuples and maps. @default 128 */
	readonly maxDepth?: number;
}

/** State for decoding one term. */
interface Context {
	readonly reader: EtfReader;
	readonly isFromClient: boolean;
	/** Remaining nesting levels. */
	readonly depth: number;
}

/** Atoms with a meaning in JSON. Any other atom decodes to its name. */
const ATOM_VALUES: ReadonlyMap<string, null | boolean> = new Map([
	["nil", null],
	["null", null],
	["true", true],
	["false", false],
]);

const DECODERS: Readonly<Record<number, (context: Context) => unknown>> = {
	[EtfTag.SmallInteger]: ({ reader }) => reader.u8(),
	[EtfTag.Integer]: ({ reader }) => reader.i32(),
	[EtfTag.SmallBig]: ({ reader }) => decodeBig(reader, reader.u8()),
	[EtfTag.LargeBig]: ({ reader }) => decodeBig(reader, reader.u32()),
	[EtfTag.NewFloat]: ({ reader }) => finite(reader.f64()),
	[EtfTag.Float]: ({ reader }) => finite(decodeFloatText(reader)),
	[EtfTag.Atom]: ({ reader }) => atomValue(reader.latin1(reader.u16())),
	[EtfTag.SmallAtom]: ({ reader }) => atomValue(reader.latin1(reader.u8())),
	[EtfTag.AtomUtf8]: ({ reader }) => atomValue(reader.utf8(reader.u16())),
	[EtfTag.SmallAtomUtf8]: ({ reader }) => atomValue(reader.utf8(reader.u8())),
	[EtfTag.Binary]: ({ reader }) => reader.utf8(reader.u32()),
	[EtfTag.Nil]: () => [],
	[EtfTag.String]: ({ reader }) => [...reader.take(reader.u16())],
	[EtfTag.List]: decodeList,
	[EtfTag.SmallTuple]: (context) => decodeElements(context, context.reader.u8()),
	[EtfTag.LargeTuple]: (context) => decodeElements(context, context.reader.u32()),
	[EtfTag.Map]: decodeMap,
};

/** Decoders of map keys, by tag. Keys decode to strings. */
const KEY_DECODERS: Readonly<Record<number, (reader: EtfReader) => string>> = {
	[EtfTag.Binary]: (reader) => reader.utf8(reader.u32()),
	[EtfTag.Atom]: (reader) => reader.latin1(reader.u16()),
	[EtfTag.SmallAtom]: (reader) => reader.latin1(reader.u8()),
	[EtfTag.AtomUtf8]: (reader) => reader.utf8(reader.u16()),
	[EtfTag.SmallAtomUtf8]: (reader) => reader.utf8(reader.u8()),
	[EtfTag.SmallInteger]: (reader) => String(reader.u8()),
	[EtfTag.Integer]: (reader) => String(reader.i32()),
	[EtfTag.SmallBig]: (reader) => String(decodeBig(reader, reader.u8())),
};

/**
 * Decodes one term, including its version byte.
 *
 * Binaries become strings and must be UTF-8. Tuples and lists become arrays, as does STRING_EXT, Erlang's short form of
 * a byte list. Integers beyond 2^53 become bigints, so that numeric snowflakes keep their digits. Map keys become
 * strings; the last of equal keys wins. The atoms `nil` and `null` become null.
 *
 * @throws EtfError If `bytes` is not exactly one complete term, or the term has no JSON equivalent.
 */
export function decodeEtf(bytes: Uint8Array, options: DecodeEtfOptions = {}): unknown {
	const { isFromClient = false, maxDepth = MAX_DEPTH } = options;
	const outer = new EtfReader(bytes);
	const version = outer.u8();
	if (version !== ETF_VERSION) throw new EtfError(`version must be ${ETF_VERSION}, got ${version}`);
	const outerTag = outer.u8();
	const isCompressed = outerTag === EtfTag.Compressed;
	if (isCompressed && isFromClient) throw new EtfError("a client must not compress its terms");
	const reader = isCompressed ? new EtfReader(inflateTerm(outer)) : outer;
	const tag = isCompressed ? reader.u8() : outerTag;
	const value = decodeTagged({ reader, isFromClient, depth: maxDepth }, tag);
	if (reader.remaining > 0) throw new EtfError(`${reader.remaining} trailing bytes after the term`);
	return value;
}

function decodeTagged(context: Context, tag: number): unknown {
	const decode = DECODERS[tag];
	if (decode === undefined) throw new EtfError(`tag ${tag} has no JSON equivalent`);
	return decode(context);
}

function decodeElements(context: Context, count: number): Array<unknown> {
	const inner = deeper(context);
	inner.reader.checkCount(count, 1);
	const elements: Array<unknown> = [];
	for (let index = 0; index < count; index++) elements.push(decodeTagged(inner, inner.reader.u8()));
	return elements;
}

/** Decodes a proper list, which ends with an empty list. */
function decodeList(context: Context): Array<unknown> {
	const elements = decodeElements(context, context.reader.u32());
	const tail = context.reader.u8();
	if (tail !== EtfTag.Nil) throw new EtfError(`list must end with an empty list, got tag ${tail}`);
	return elements;
}

function decodeMap(context: Context): Record<string, unknown> {
	const inner = deeper(context);
	const count = inner.reader.u32();
	// at least a tag and a byte for the key, and a tag for the value
	inner.reader.checkCount(count, 3);
	const entries: Array<[string, unknown]> = [];
	for (let index = 0; index < count; index++) {
		const key = decodeKey(inner);
		entries.push([key, decodeTagged(inner, inner.reader.u8())]);
	}
	// unlike assignment, Object.fromEntries treats "__proto__" as an ordinary key
	return Object.fromEntries(entries);
}

function decodeKey({ reader, isFromClient }: Context): string {
	const tag = reader.u8();
	if (isFromClient && tag !== EtfTag.Binary) throw new EtfError(`map key must be a string, got tag ${tag}`);
	const decode = KEY_DECODERS[tag];
	if (decode === undefined) throw new EtfError(`map key must be a string, an atom or an integer, got tag ${tag}`);
	return decode(reader);
}

function deeper(context: Context): Context {
	if (context.depth <= 0) throw new EtfError("term is nested too deeply");
	return { ...context, depth: context.depth - 1 };
}

function atomValue(name: string): unknown {
	return ATOM_VALUES.has(name) ? ATOM_VALUES.get(name) : name;
}

function finite(value: number): number {
	if (!Number.isFinite(value)) throw new EtfError(`float must be finite, got ${value}`);
	return value;
}
