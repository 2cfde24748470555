import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseExactJson, stringifyExact } from "./exactJson.ts";

/** By hand: JSON text and the expected value. */
const CASES: ReadonlyArray<readonly [text: string, value: unknown]> = [
	["104694319306248193", 104694319306248193n],
	["-104694319306248193", -104694319306248193n],
	["18446744073709551615", 18446744073709551615n],
	["9007199254740991", 9007199254740991],
	["9007199254740993", 9007199254740993n],
	["1501184119561", 1501184119561],
	['{"op":3,"d":17640731041284721551}', { op: 3, d: 17640731041284721551n }],
	[
		'{"user_id":104694319306248193,"x":[104694319306248194]}',
		{ user_id: 104694319306248193n, x: [104694319306248194n] },
	],
	['{"a" : 104694319306248193 }', { a: 104694319306248193n }],
	['"104694319306248193"', "104694319306248193"],
	['{"104694319306248193":1}', { "104694319306248193": 1 }],
	['"a\\"104694319306248193"', 'a"104694319306248193'],
	['"\\\\",', undefined],
	["0.10469431930624819312", Number("0.10469431930624819312")],
	["1.5e10469431930624819", Infinity],
	["1e-10469431930624819", 0],
	["1e+10469431930624819", Infinity],
	["10469431930624819300.5", Number("10469431930624819300.5")],
	["104694319306248193e2", Number("104694319306248193e2")],
	["104694319306248193104694319306248193", Number("104694319306248193104694319306248193")],
	["12345678901234567890.0", Number("12345678901234567890.0")],
];

describe("parseExactJson", () => {
	for (const [text, value] of CASES) {
		if (value === undefined)
			it(`should reject ${text}`, () => assert.throws(() => parseExactJson(text), SyntaxError));
		else it(`should parse ${text}`, () => assert.deepEqual(parseExactJson(text), value));
	}

	it("should parse a megabyte of integers in linear time", () => {
		const text = `["${'\\"'.repeat(250_000)}",${"104694319306248193,".repeat(25_000)}0]`;
		assert.equal((parseExactJson(text) as ReadonlyArray<unknown>).length, 25_002);
		assert.throws(() => parseExactJson(`1234567890123456${'\\"'.repeat(500_000)}`), SyntaxError);
	});
});

describe("stringifyExact", () => {
	it("should write bigints as strings of digits", () => {
		assert.equal(stringifyExact({ a: [104694319306248193n], b: 1 }), '{"a":["104694319306248193"],"b":1}');
		assert.equal(stringifyExact(undefined), undefined);
	});
});
