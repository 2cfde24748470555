import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeEtf, encodeEtf, EtfError } from "./etf.ts";

/** By hand from Erlang's documentation: name, value, and the bytes after the version in hex. */
const TERMS: ReadonlyArray<readonly [name: string, value: unknown, bytes: string]> = [
	["null", null, "73 03 6e696c"],
	["true", true, "73 04 74727565"],
	["false", false, "73 05 66616c7365"],
	["0", 0, "61 00"],
	["-0", -0, "61 00"],
	["255", 255, "61 ff"],
	["256", 256, "62 00000100"],
	["-1", -1, "62 ffffffff"],
	["the lowest 32-bit integer", -(2 ** 31), "62 80000000"],
	["the highest 32-bit integer", 2 ** 31 - 1, "62 7fffffff"],
	["2^31", 2 ** 31, "6e 04 00 00000080"],
	["-2^31 - 1", -(2 ** 31) - 1, "6e 04 01 01000080"],
	["2^40, with an odd number of hex digits", 2 ** 40, "6e 06 00 000000000001"],
	["2^53 - 1", 2 ** 53 - 1, "6e 07 00 ffffffffffff1f"],
	["-(2^53 - 1)", -(2 ** 53 - 1), "6e 07 01 ffffffffffff1f"],
	["2^53, which is a float", 2 ** 53, "46 4340000000000000"],
	["1.5", 1.5, "46 3ff8000000000000"],
	["-2.5", -2.5, "46 c004000000000000"],
	["the smallest float", Number.MIN_VALUE, "46 0000000000000001"],
	["NaN", NaN, "73 03 6e696c"],
	["infinity", -Infinity, "73 03 6e696c"],
	["0n", 0n, "61 00"],
	["-1n", -1n, "62 ffffffff"],
	["2n ** 64n", 2n ** 64n, "6e 09 00 000000000000000001"],
	["a bigint of 255 bytes", 2n ** 2040n - 1n, `6e ff 00 ${"ff".repeat(255)}`],
	["a bigint of 256 bytes", -(2n ** 2040n), `6f 00000100 01 ${"00".repeat(255)} 01`],
	["a string", "é€😀", "6d 00000009 c3a9 e282ac f09f9880"],
	["an empty string", "", "6d 00000000"],
	["a string that looks like an atom", "nil", "6d 00000003 6e696c"],
	["a lone surrogate", "\ud800", "6d 00000003 efbfbd"],
	["an empty array", [], "6a"],
	["an array", [1, [], "a"], "6c 00000003 61 01 6a 6d 00000001 61 6a"],
	["an array of bytes", [1, 2], "6c 00000002 61 01 61 02 6a"],
	["an empty object", {}, "74 00000000"],
	["an object", { a: 1, é: null }, "74 00000002 6d 00000001 61 61 01 6d 00000002 c3a9 73 03 6e696c"],
	["an object with a number as key", { 7: 1 }, "74 00000001 6d 00000001 37 61 01"],
];

describe("encodeEtf", () => {
	for (const [name, value, bytes] of TERMS) {
		it(`should write ${name}`, () => {
			assert.equal(encodeEtf(value).toString("hex"), `83${bytes.replaceAll(" ", "")}`);
		});
	}

	const date = new Date(0);
	for (const [name, value] of [
		["properties without a JSON value", { a: undefined, b: () => 1, c: Symbol("c"), d: 1 }],
		["elements without a JSON value", [undefined, () => 1, Symbol("c")]],
		["holes", Array(2)],
		["a date", { at: date, list: [date] }],
		["a property whose toJSON returns undefined", { a: { toJSON: () => undefined }, b: 1 }],
		["a toJSON result that has toJSON", [{ toJSON: () => ({ toJSON: () => 1, a: 1 }) }]],
		["a map and a set", [new Map([[1, 2]]), new Set([1])]],
		["an object without a prototype", Object.assign(Object.create(null), { a: 1 })],
		["an inherited property", Object.create({ a: 1 })],
		["a non-enumerable property", Object.defineProperty({}, "a", { value: 1 })],
		["__proto__ as key", JSON.parse('{"__proto__":{"a":1}}')],
		["a toJSON that is not a function", { toJSON: 1 }],
	] as const) {
		it(`should treat ${name} like JSON`, () => {
			assert.deepEqual(decodeEtf(encodeEtf(value)), JSON.parse(JSON.stringify(value)));
		});
	}

	for (const value of [undefined, () => 1, Symbol("c")]) {
		it(`should write null for ${typeof value}`, () => {
			assert.equal(encodeEtf(value).toString("hex"), "8373036e696c");
		});
	}

	it("should call toJSON on the root value", () => {
		assert.equal(decodeEtf(encodeEtf(new Date(0))), "1970-01-01T00:00:00.000Z");
	});

	it("should limit nesting to the 128 levels decodeEtf accepts", () => {
		const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
		assert.deepEqual(decodeEtf(encodeEtf(nested(128))), nested(128));
		assert.throws(() => encodeEtf(nested(129)), { message: "value is nested deeper than 128" });
		const object = Array.from({ length: 129 }).reduce((inner) => ({ inner }), {});
		assert.throws(() => encodeEtf(object), EtfError);
	});

	it("should reject a cyclic value", () => {
		const value: { self?: unknown } = {};
		value.self = [value];
		assert.throws(() => encodeEtf(value), EtfError);
	});

	it("should limit integers to the 1024 bytes decodeEtf accepts", () => {
		const largest = 2n ** 8192n - 1n;
		assert.equal(decodeEtf(encodeEtf(largest)), largest);
		assert.throws(() => encodeEtf(largest + 1n), EtfError);
	});
});
