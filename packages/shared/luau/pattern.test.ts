/** Patterns of Luau, and the `string` functions that take them. Expected values by hand, from Luau's library. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toRegExp } from "./pattern.ts";
import { text } from "./text.ts";

const MATCHES: ReadonlyArray<readonly [value: string, pattern: string, captures: ReadonlyArray<string>]> = [
	["0123", "^%d+$", ["0123"]],
	["12a", "^%d+$", []],
	["12\n", "^%d+$", []],
	["٣", "%d", []],
	["a_0", "^[%w_]+$", ["a_0"]],
	["a/b", "^[%w_]+$", []],
	["wss://a/b", "^(wss?://)(.*)$", ["wss://", "a/b"]],
	["ws://a\nb", "^(wss?://)(.*)$", ["ws://", "a\nb"]],
	["a+b.c-d://", "^%a[%w+.-]*://", ["a+b.c-d://"]],
	["a b?c", "^([^?#%s]+)", ["a"]],
	["a:1/?v=8", "%?v=8$", ["?v=8"]],
	["{a|b}", "{a|b}", ["{a|b}"]],
	["a\\b", "\\", ["\\"]],
];

const UNSUPPORTED = ["a-", "%bxy", "%f[a]", "%1", "%"];

describe("patterns of Luau", () => {
	for (const [value, pattern, captures] of MATCHES) {
		it(`should match ${JSON.stringify(value)} against ${pattern}`, () => {
			assert.deepEqual(text.match(value, pattern), captures);
		});
	}

	for (const pattern of UNSUPPORTED) {
		it(`should reject ${pattern}`, () => {
			assert.throws(() => toRegExp(pattern), /not supported/);
		});
	}

	it("should match from the start each time", () => {
		assert.deepEqual([text.match("aa", "a"), text.match("aa", "a")], [["a"], ["a"]]);
	});

	it("should yield every match", () => {
		assert.deepEqual([...text.gmatch("a1b2", "%d")], [["1"], ["2"]]);
	});

	it("should replace literally and count", () => {
		assert.deepEqual(text.gsub("a//", "/+$", ""), ["a", 1]);
		assert.deepEqual(text.gsub("a.a", "a", "$&"), ["$&.$&", 2]);
	});

	it("should format numbers and texts", () => {
		assert.equal(text.format("%d %s %.1f", 2 ** 53 - 1, "a", 1.25), "9007199254740991 a 1.3");
	});
});
