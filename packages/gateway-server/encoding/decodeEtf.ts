/**
 * Reads a term as the value that JSON would give.
 * Pure. The bytes may come from anybody: whatever they hold, the outcome is a value or an EtfError.
 * Source: Erlang, "External Term Format"; Discord Docs, "Using ETF Encoding".
 */

import { decodeBig, decodeFloatText } from "./etfNumber.ts";
import { EtfError } from "./EtfError.ts";
import { EtfReader } from "./EtfReader.ts";
import { ETF_VERSION, EtfTag } from "../../../src/protocol/gateway/etfTag.ts";
import { MAX_DEPTH } from "./etfLimits.ts";
import { inflateTerm } from "./inflateTerm.ts";

export interface DecodeEtfOptions {
	/** Whether to hold the bytes against what Discord asks of clients: map keys are strings, nothing is compressed. */
	readonly isFromClient?: boolean;
	/** Deepest nesting of lists, tuples and maps. @default 128 */
	readonly maxDepth?: number;
}

/** What it takes to read one term. */
interface Context {
	readonly reader: EtfReader;
	readonly isFromClient: boolean;
	/** Levels that are left. */
	readonly depth: number;
}

/** Atoms that mean something in JSON; every other one becomes its name. */
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

/** Keys of a map, as texts, by their tag. */
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
 * Reads one term, with its version byte.
 *
 * Binaries become strings, which must be UTF-8; tuples and lists become arrays, and so does Erlang's short form of a
 * list of bytes (STRING_EXT). An integer beyond 2^53 becomes a bigint, so that a snowflake that came as a number keeps
 * its digits. Map keys become strings; of equal ones, the last counts. Atoms `nil` and `null` become null.
 *
 * @throws EtfError If `bytes` are anything but one whole term that JSON could hold.
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
	if (reader.remaining > 0) throw new EtfError(`${reader.remaining} bytes follow after the term`);
	return value;
}

function decodeTagged(context: Context, tag: number): unknown {
	const decode = DECODERS[tag];
	if (decode === undefined) throw new EtfError(`tag ${tag} has no counterpart in JSON`);
	return decode(context);
}

function decodeElements(context: Context, count: number): Array<unknown> {
	const inner = deeper(context);
	inner.reader.checkCount(count, 1);
	const elements: Array<unknown> = [];
	for (let index = 0; index < count; index++) elements.push(decodeTagged(inner, inner.reader.u8()));
	return elements;
}

/** Reads a proper list, which ends in an empty one. */
function decodeList(context: Context): Array<unknown> {
	const elements = decodeElements(context, context.reader.u32());
	const tail = context.reader.u8();
	if (tail !== EtfTag.Nil) throw new EtfError(`list must end in an empty list, got tag ${tail}`);
	return elements;
}

function decodeMap(context: Context): Record<string, unknown> {
	const inner = deeper(context);
	const count = inner.reader.u32();
	// a key takes a tag and a byte at the least, its value a tag
	inner.reader.checkCount(count, 3);
	const entries: Array<[string, unknown]> = [];
	for (let index = 0; index < count; index++) {
		const key = decodeKey(inner);
		entries.push([key, decodeTagged(inner, inner.reader.u8())]);
	}
	// unlike an assignment, it takes "__proto__" as a name like any other
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
	if (context.depth <= 0) throw new EtfError("term is nested too deep");
	return { ...context, depth: context.depth - 1 };
}

function atomValue(name: string): unknown {
	return ATOM_VALUES.has(name) ? ATOM_VALUES.get(name) : name;
}

function finite(value: number): number {
	if (!Number.isFinite(value)) throw new EtfError(`float must be finite, got ${value}`);
	return value;
}
