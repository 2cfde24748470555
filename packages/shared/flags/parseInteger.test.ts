import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseInteger } from "./parseInteger.ts";

/** By hand: integers, and text that only `Number` accepts. */
const TEXTS: ReadonlyArray<readonly [text: string, value: number | undefined]> = [
	["0", 0],
	["4000", 4000],
	["-7", -7],
	["9007199254740991", 9_007_199_254_740_991],
	["9007199254740993", undefined],
	["", undefined],
	["-", undefined],
	["-0", undefined],
	["4e3", undefined],
	["0x10", undefined],
	["0b1", undefined],
	["0o17", undefined],
	[" 4000", undefined],
	["4000 ", undefined],
	["4000\n", undefined],
	["4000.0", undefined],
	["4000.", undefined],
	["+4000", undefined],
	["04000", undefined],
	["4_000", undefined],
	["４０００", undefined],
	["Infinity", undefined],
	["NaN", undefined],
];

describe("parseInteger", () => {
	for (const [text, value] of TEXTS) {
		it(`should parse ${JSON.stringify(text)} as ${value}`, () => assert.equal(parseInteger(text), value));
	}
});
