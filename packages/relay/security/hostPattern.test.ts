import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesHost, overlaps, readHostPattern, type HostPattern } from "./hostPattern.ts";

/** By hand: pattern, hosts that match, hosts that do not. */
const PATTERNS: ReadonlyArray<readonly [pattern: string, yes: ReadonlyArray<string>, no: ReadonlyArray<string>]> = [
	["a.b", ["a.b"], ["b", "a.a.b", "a.b.c", "ab", ""]],
	["A.B", ["a.b"], []],
	["localhost", ["localhost"], ["a.localhost"]],
	["*.a.b", ["x.a.b", "x.y.a.b", "-.a.b"], ["a.b", ".a.b", "xa.b", "x.a.b.c"]],
	["g*.a.b", ["ga.a.b", "g-1.a.b"], ["g.a.b", "g.x.a.b", "ga.x.a.b", "xg.a.b", "a.b"]],
	["g-*.a.b", ["g-1.a.b"], ["g-.a.b", "g.a.b", "g1.a.b"]],
];

const REFUSED = [
	"",
	"*",
	"*.b",
	"g*.b",
	"a*",
	"a.*.b.c",
	"*a.b.c",
	"a.*",
	"**.a.b",
	"a b",
	"a..b",
	".a.b",
	"-a.b",
	"ä.b",
];

describe("readHostPattern", () => {
	for (const [text, yes, no] of PATTERNS) {
		it(`should read ${text}`, () => {
			const pattern = readHostPattern(text);
			assert.ok(pattern);
			for (const host of yes) assert.ok(matchesHost(pattern, host), host);
			for (const host of no) assert.ok(!matchesHost(pattern, host), host);
		});
	}

	for (const text of REFUSED) {
		it(`should refuse ${JSON.stringify(text)}`, () => {
			assert.equal(readHostPattern(text), undefined);
		});
	}
});

/** By hand: two patterns, and whether a host matches both. */
const PAIRS: ReadonlyArray<readonly [one: string, other: string, isShared: boolean]> = [
	["a.b", "a.b", true],
	["a.b", "a.c", false],
	["x.a.b", "*.a.b", true],
	["a.b", "*.a.b", false],
	["gx.a.b", "g*.a.b", true],
	["g.a.b", "g*.a.b", false],
	["*.a.b", "*.a.b", true],
	["*.a.b", "*.c.a.b", true],
	["*.a.b", "*.xa.b", false],
	["*.a.b", "g*.a.b", true],
	["*.a.b", "g*.c.a.b", true],
	["*.c.a.b", "g*.a.b", false],
	["g*.a.b", "g-x*.a.b", true],
	["g*.a.b", "h*.a.b", false],
	["g*.a.b", "g*.c.b", false],
];

describe("overlaps", () => {
	for (const [one, other, isShared] of PAIRS) {
		it(`should ${isShared ? "see" : "not see"} a host that ${one} and ${other} share`, () => {
			const [first, second] = [one, other].map((text) => readHostPattern(text) as HostPattern);
			assert.ok(first && second);
			assert.deepEqual([overlaps(first, second), overlaps(second, first)], [isShared, isShared]);
		});
	}
});
