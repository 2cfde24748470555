import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesHost, readHostPattern } from "./hostPattern.ts";

/** By hand: pattern, hosts it is for, hosts it is not for. */
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
