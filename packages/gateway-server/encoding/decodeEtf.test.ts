import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync } from "node:zlib";
import { decodeEtf, EtfError } from "./etf.ts";

/** Bytes of a term: numbers are bytes, strings are Latin-1. */
function term(...parts: ReadonlyArray<number | string>): Buffer {
	return Buffer.concat(
		parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part, "latin1"))),
	);
}

const FLOAT_TEXT = "1.50000000000000000000e+00";

/** By hand from Erlang's documentation: name, bytes after the version, value. */
const TERMS: ReadonlyArray<readonly [name: string, bytes: Buffer, value: unknown]> = [
	["SMALL_INTEGER_EXT 0", term(97, 0), 0],
	["SMALL_INTEGER_EXT 255", term(97, 255), 255],
	["INTEGER_EXT 256", term(98, 0, 0, 1, 0), 256],
	["INTEGER_EXT -1", term(98, 255, 255, 255, 255), -1],
	["INTEGER_EXT at its lowest", term(98, 128, 0, 0, 0), -2_147_483_648],
	["INTEGER_EXT at its highest", term(98, 127, 255, 255, 255), 2_147_483_647],
	["SMALL_BIG_EXT without a digit", term(110, 0, 0), 0],
	["SMALL_BIG_EXT -0", term(110, 1, 1, 0), 0],
	["SMALL_BIG_EXT 2^31", term(110, 4, 0, 0, 0, 0, 128), 2_147_483_648],
	["SMALL_BIG_EXT -(2^31 + 1)", term(110, 4, 1, 1, 0, 0, 128), -2_147_483_649],
	["SMALL_BIG_EXT, lowest byte first", term(110, 3, 0, 1, 2, 3), 0x030201],
	["SMALL_BIG_EXT 2^53 - 1", term(110, 7, 0, 255, 255, 255, 255, 255, 255, 31), 9_007_199_254_740_991],
	["SMALL_BIG_EXT 2^53", term(110, 7, 0, 0, 0, 0, 0, 0, 0, 32), 9_007_199_254_740_992n],
	["SMALL_BIG_EXT -(2^53 + 1)", term(110, 7, 1, 1, 0, 0, 0, 0, 0, 32), -9_007_199_254_740_993n],
	["a snowflake as integer", term(110, 8, 0, 0, 0, 0, 0, 0, 0, 0, 128), 9_223_372_036_854_775_808n],
	["LARGE_BIG_EXT", term(111, 0, 0, 0, 2, 0, 1, 2), 513],
	["NEW_FLOAT_EXT 1.5", term(70, 63, 248, 0, 0, 0, 0, 0, 0), 1.5],
	["NEW_FLOAT_EXT -2", term(70, 192, 0, 0, 0, 0, 0, 0, 0), -2],
	["FLOAT_EXT 1.5", term(99, FLOAT_TEXT, 0, 0, 0, 0, 0), 1.5],
	["FLOAT_EXT -1.5e-300", term(99, "-1.50000000000000000000e-300", 0, 0, 0), -1.5e-300],
	["ATOM_EXT", term(100, 0, 2, "ok"), "ok"],
	["ATOM_EXT, in Latin-1", term(100, 0, 1, 0xe9), "é"],
	["SMALL_ATOM_EXT", term(115, 2, "ok"), "ok"],
	["SMALL_ATOM_EXT, in Latin-1", term(115, 1, 0xe9), "é"],
	["ATOM_UTF8_EXT", term(118, 0, 2, 0xc3, 0xa9), "é"],
	["SMALL_ATOM_UTF8_EXT", term(119, 2, 0xc3, 0xa9), "é"],
	["an atom without a name", term(119, 0), ""],
	["nil", term(115, 3, "nil"), null],
	["nil as ATOM_EXT", term(100, 0, 3, "nil"), null],
	["nil as SMALL_ATOM_UTF8_EXT", term(119, 3, "nil"), null],
	["nil as ATOM_UTF8_EXT", term(118, 0, 3, "nil"), null],
	["null", term(119, 4, "null"), null],
	["true", term(119, 4, "true"), true],
	["false", term(100, 0, 5, "false"), false],
	["undefined, an ordinary atom", term(119, 9, "undefined"), "undefined"],
	["a binary that looks like an atom", term(109, 0, 0, 0, 3, "nil"), "nil"],
	["an empty binary", term(109, 0, 0, 0, 0), ""],
	["a binary of 2-, 3- and 4-byte characters", term(109, 0, 0, 0, 9, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "é€😀"],
	["a binary with a byte order mark", term(109, 0, 0, 0, 4, "\xef\xbb\xbfa"), "\ufeffa"],
	["NIL_EXT", term(106), []],
	["STRING_EXT", term(107, 0, 3, 0, 1, 255), [0, 1, 255]],
	["STRING_EXT without a byte", term(107, 0, 0), []],
	["LIST_EXT", term(108, 0, 0, 0, 2, 97, 1, 115, 2, "ok", 106), [1, "ok"]],
	["LIST_EXT without an element", term(108, 0, 0, 0, 0, 106), []],
	["a list in a list", term(108, 0, 0, 0, 1, 108, 0, 0, 0, 1, 106, 106, 106), [[[]]]],
	["SMALL_TUPLE_EXT", term(104, 2, 97, 1, 97, 2), [1, 2]],
	["SMALL_TUPLE_EXT without an element", term(104, 0), []],
	["LARGE_TUPLE_EXT", term(105, 0, 0, 0, 2, 97, 1, 97, 2), [1, 2]],
	["an empty MAP_EXT", term(116, 0, 0, 0, 0), {}],
	["MAP_EXT", term(116, 0, 0, 0, 2, 109, 0, 0, 0, 1, "a", 97, 1, 109, 0, 0, 0, 1, "b", 106), { a: 1, b: [] }],
	["a map with SMALL_ATOM_EXT as key", term(116, 0, 0, 0, 1, 115, 2, "op", 97, 1), { op: 1 }],
	["a map with ATOM_EXT as key", term(116, 0, 0, 0, 1, 100, 0, 2, "op", 97, 1), { op: 1 }],
	["a map with SMALL_ATOM_UTF8_EXT as key", term(116, 0, 0, 0, 1, 119, 2, 0xc3, 0xa9, 97, 1), { é: 1 }],
	["a map with ATOM_UTF8_EXT as key", term(116, 0, 0, 0, 1, 118, 0, 2, 0xc3, 0xa9, 97, 1), { é: 1 }],
	["a map with nil as key", term(116, 0, 0, 0, 1, 119, 3, "nil", 97, 1), { nil: 1 }],
	["a map with SMALL_INTEGER_EXT as key", term(116, 0, 0, 0, 1, 97, 7, 97, 1), { 7: 1 }],
	["a map with INTEGER_EXT as key", term(116, 0, 0, 0, 1, 98, 255, 255, 255, 255, 97, 1), { "-1": 1 }],
	[
		"a map with SMALL_BIG_EXT as key",
		term(116, 0, 0, 0, 1, 110, 8, 0, 1, 0, 0, 0, 0, 0, 0, 128, 97, 1),
		{ "9223372036854775809": 1 },
	],
	["a map with the shortest key and value", term(116, 0, 0, 0, 1, 115, 0, 106), { "": [] }],
	["a map with the same key twice", term(116, 0, 0, 0, 2, 115, 1, "a", 97, 1, 115, 1, "a", 97, 2), { a: 2 }],
];

/** By hand: bytes that are not a term, or have no JSON equivalent. */
const MALFORMED: ReadonlyArray<readonly [name: string, bytes: Buffer]> = [
	["nothing", Buffer.alloc(0)],
	["only a version", term(131)],
	["another version", term(130, 97, 1)],
	["JSON", Buffer.from('{"op":1}')],
	["bytes after the term", term(131, 97, 1, 0)],
	["a compressed term without data", term(131, 80, 0, 0, 0, 0)],
	["invalid compressed data", term(131, 80, 0, 0, 0, 2, 1, 2, 3)],
	["a version within a term", term(131, 104, 1, 131, 97, 1)],
	["a compressed term within a term", term(131, 104, 1, 80, 0, 0, 0, 0)],
	["a list that ends in a number", term(131, 108, 0, 0, 0, 1, 97, 1, 97, 2)],
	["a list that ends in a list", term(131, 108, 0, 0, 0, 1, 97, 1, 108, 0, 0, 0, 1, 97, 2, 106)],
	["a nested list that ends in a number", term(131, 104, 2, 108, 0, 0, 0, 1, 97, 1, 97, 106)],
	["a list without its end", term(131, 108, 0, 0, 0, 1, 97, 1)],
	["a binary of 2^32 - 1 bytes", term(131, 109, 255, 255, 255, 255, "a")],
	["a big integer of 2^32 - 1 bytes", term(131, 111, 255, 255, 255, 255, 0, 1)],
	["a big integer of 1025 bytes", Buffer.concat([term(131, 111, 0, 0, 4, 1, 0), Buffer.alloc(1025, 1)])],
	["a big integer with 2 as sign", term(131, 110, 1, 2, 1)],
	["NEW_FLOAT_EXT that is infinite", term(131, 70, 127, 240, 0, 0, 0, 0, 0, 0)],
	["NEW_FLOAT_EXT that is not a number", term(131, 70, 127, 248, 0, 0, 0, 0, 0, 0)],
	["FLOAT_EXT that is infinite", term(131, 99, "1.0e999".padEnd(31, "\0"))],
	["FLOAT_EXT without a digit", term(131, 99, "".padEnd(31, "\0"))],
	["FLOAT_EXT in hexadecimal", term(131, 99, "0x10".padEnd(31, "\0"))],
	["FLOAT_EXT with a word", term(131, 99, "inf".padEnd(31, "\0"))],
	["FLOAT_EXT with text after its end", term(131, 99, "1.5\x001".padEnd(31, "\0"))],
	["a binary that is not UTF-8", term(131, 109, 0, 0, 0, 2, 0xc3, 0x28)],
	["a binary with a surrogate", term(131, 109, 0, 0, 0, 3, 0xed, 0xa0, 0x80)],
	["an atom that is not UTF-8", term(131, 119, 1, 0xff)],
	["a map with a float as key", term(131, 116, 0, 0, 0, 1, 70, 63, 248, 0, 0, 0, 0, 0, 0, 97, 1)],
	["a map with a list as key", term(131, 116, 0, 0, 0, 1, 106, 97, 1)],
	["a map with only a key", term(131, 116, 0, 0, 0, 1, 115, 1, "a")],
];

/** By hand: impossible element counts, and the expected error. */
const LIES: ReadonlyArray<readonly [name: string, bytes: Buffer, message: string]> = [
	["a list", term(131, 108, 255, 255, 255, 255, 106), "expected 4294967295 elements, but only 1 bytes remain"],
	["a tuple", term(131, 105, 255, 255, 255, 255, 106), "expected 4294967295 elements, but only 1 bytes remain"],
	["a small tuple", term(131, 104, 255, 106), "expected 255 elements, but only 1 bytes remain"],
	["a map", term(131, 116, 0, 0, 0, 2, 115, 0, 106, 115, 0), "expected 2 elements, but only 5 bytes remain"],
];

/** By hand: tags without a JSON equivalent (references, ports, processes, functions, bits). */
const REFUSED_TAGS = [77, 78, 82, 88, 89, 90, 101, 102, 103, 112, 113, 114, 117, 120, 121];

/** Terms that are accepted from servers but not from clients. */
const NOT_FOR_CLIENTS: ReadonlyArray<readonly [name: string, bytes: Buffer]> = [
	["a map with an atom as key", term(131, 116, 0, 0, 0, 1, 115, 2, "op", 97, 1)],
	["a map with an atom as key, deeper", term(131, 104, 1, 116, 0, 0, 0, 1, 119, 2, "op", 97, 1)],
	["a map with an integer as key", term(131, 116, 0, 0, 0, 1, 97, 1, 97, 1)],
	["a compressed term", Buffer.concat([term(131, 80, 0, 0, 0, 2), deflateSync(term(97, 1))])],
];

function nested(depth: number): Buffer {
	return Buffer.concat([term(131), Buffer.alloc(depth * 2, Buffer.from([104, 1])), term(106)]);
}

describe("decodeEtf", () => {
	for (const [name, bytes, value] of TERMS) {
		it(`should read ${name}`, () => {
			assert.deepEqual(decodeEtf(Buffer.concat([term(131), bytes])), value);
		});

		it(`should reject ${name} truncated anywhere`, () => {
			for (let size = 0; size < bytes.length; size++) {
				assert.throws(() => decodeEtf(Buffer.concat([term(131), bytes.subarray(0, size)])), EtfError);
			}
		});
	}

	for (const [name, bytes] of MALFORMED) {
		it(`should reject ${name}`, () => {
			assert.throws(() => decodeEtf(bytes), EtfError);
		});
	}

	for (const [name, bytes, message] of LIES) {
		it(`should reject ${name} with an impossible element count`, () => {
			assert.throws(() => decodeEtf(bytes), { name: "EtfError", message });
		});
	}

	for (const tag of REFUSED_TAGS) {
		it(`should refuse tag ${tag}`, () => {
			const bytes = Buffer.concat([term(131, tag), Buffer.alloc(64)]);
			assert.throws(() => decodeEtf(bytes), { message: `tag ${tag} has no JSON equivalent` });
		});
	}

	it("should know only the listed tags", () => {
		const known = new Set(TERMS.map(([, bytes]) => bytes[0]));
		for (let tag = 0; tag < 256; tag++) {
			if (known.has(tag) || tag === 80) continue;
			assert.throws(() => decodeEtf(term(131, tag)), { message: `tag ${tag} has no JSON equivalent` });
		}
	});

	for (const [name, bytes] of NOT_FOR_CLIENTS) {
		it(`should accept ${name}, but not from a client`, () => {
			decodeEtf(bytes);
			assert.throws(() => decodeEtf(bytes, { isFromClient: true }), EtfError);
		});
	}

	it("should accept atom values and string keys from a client", () => {
		const bytes = term(131, 116, 0, 0, 0, 1, 109, 0, 0, 0, 1, "d", 115, 3, "nil");
		assert.deepEqual(decodeEtf(bytes, { isFromClient: true }), { d: null });
	});

	it("should treat __proto__ as an ordinary key", () => {
		const value = decodeEtf(term(131, 116, 0, 0, 0, 1, 115, 9, "__proto__", 116, 0, 0, 0, 1, 115, 1, "a", 97, 1));
		assert.deepEqual(Object.keys(value as object), ["__proto__"]);
		assert.equal((value as { a?: number }).a, undefined);
		assert.equal(Object.getPrototypeOf(value), Object.prototype);
	});

	it("should read a view without changing its bytes", () => {
		const bytes = term(9, 131, 110, 3, 0, 1, 2, 3, 9);
		assert.equal(decodeEtf(new Uint8Array(bytes.buffer, bytes.byteOffset + 1, 7)), 0x030201);
		assert.deepEqual(bytes, term(9, 131, 110, 3, 0, 1, 2, 3, 9));
	});

	it("should limit nesting to 128 levels or maxDepth", () => {
		decodeEtf(nested(128));
		assert.throws(() => decodeEtf(nested(129)), { message: "term is nested too deeply" });
		decodeEtf(nested(3), { maxDepth: 3 });
		assert.throws(() => decodeEtf(nested(4), { maxDepth: 3 }), EtfError);
		assert.throws(() => decodeEtf(nested(1_000_000)), EtfError);
	});

	it("should count lists and maps as levels", () => {
		assert.throws(() => decodeEtf(term(131, 108, 0, 0, 0, 1, 97, 1, 106), { maxDepth: 0 }), EtfError);
		assert.throws(() => decodeEtf(term(131, 116, 0, 0, 0, 0), { maxDepth: 0 }), EtfError);
		assert.deepEqual(decodeEtf(term(131, 106), { maxDepth: 0 }), []);
	});

	it("should not count siblings as levels", () => {
		const pair = term(104, 2, 104, 1, 106, 104, 1, 106);
		assert.deepEqual(decodeEtf(Buffer.concat([term(131), pair]), { maxDepth: 2 }), [[[]], [[]]]);
	});

	it("should not quote decoded text in errors", () => {
		const bytes = term(131, 116, 0, 0, 0, 1, 109, 0, 0, 0, 6, "secret", 109, 0, 0, 0, 7, "secret", 0xff);
		assert.throws(
			() => decodeEtf(bytes),
			(error) => error instanceof EtfError && !error.message.includes("secret"),
		);
	});
});
