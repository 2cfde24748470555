import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { findInJson } from "./findInJson.ts";

/** Stands for the sought value; each text contains it once. */
const SOUGHT = '"#"';

/** By hand: JSON text, path of the value `"#"` and `op` as written. */
const FOUND: ReadonlyArray<readonly [text: string, path: ReadonlyArray<string>, op: string | undefined]> = [
	['{"op":2,"d":{"token":"#"}}', ["d", "token"], "2"],
	['{"d":{"token":"#","x":[1,{"op":3}]},"op":2}', ["d", "token"], "2"],
	[' { "op" : 2 ,\n"d"\t: { "token" : "#" } } ', ["d", "token"], "2"],
	['{"\\u006fp":2,"\\u0064":{"t\\u006fken":"#"}}', ["d", "token"], "2"],
	['{"op":"2","d":"#"}', ["d"], '"2"'],
	['{"op":2.0,"d":"#"}', ["d"], "2.0"],
	['{"op":{"op":2},"d":"#"}', ["d"], undefined],
	['{"op":[2],"d":"#"}', ["d"], undefined],
	['{"d":{"op":2,"token":"#"}}', ["d", "token"], undefined],
	['{"d":[{"token":"#"}]}', ["d", "[]", "token"], undefined],
	['["#"]', ["[]"], undefined],
	['"#"', [], undefined],
	['{"d.token":"#"}', ["d.token"], undefined],
	['{"__proto__":{"token":"#"}}', ["__proto__", "token"], undefined],
	['{"a":{},"b":[],"c":"}","d":"\\\\","e":"\\"","":"#"}', [""], undefined],
	['{"constructor":1,"toString":2,"d":"#"}', ["d"], undefined],
];

/** By hand: what is refused. */
const REFUSED: ReadonlyArray<readonly [why: string, text: string]> = [
	["a key twice", '{"op":2,"op":8,"d":{"token":"#"}}'],
	["a key twice, once escaped", '{"op":2,"\\u006fp":8,"d":{"token":"#"}}'],
	["a key twice, far from the value", '{"op":2,"d":{"token":"#"},"x":[{"y":1,"y":2}]}'],
	["an object twice", '{"op":2,"d":{"user_ids":[]},"d":{"token":"#"}}'],
	["__proto__ twice", '{"__proto__":1,"__proto__":2,"d":"#"}'],
	["a key", '{"#":1}'],
	["a part of a string", '{"d":"\\"#"}'],
	["no JSON", '{\'op\':2,"d":"#"}'],
	["a comma too many", '{"d":"#",}'],
	["a comment", '{"d":"#"/**/}'],
	["two values", '{"d":"#"}{}'],
	["a byte order mark", '\ufeff{"d":"#"}'],
	["an end too early", '{"d":"#"'],
	["33 levels", `${"[".repeat(33)}"#"${"]".repeat(33)}`],
	["a nesting bomb", `${'{"a":'.repeat(3000)}"#"${"}".repeat(3000)}`],
];

describe("findInJson", () => {
	for (const [text, path, op] of FOUND) {
		it(`should find the value in ${text}`, () => {
			assert.deepEqual(findInJson(text, text.indexOf(SOUGHT)), { path, op });
		});
	}

	for (const [why, text] of REFUSED) {
		it(`should refuse ${why}`, () => assert.equal(findInJson(text, text.indexOf(SOUGHT)), undefined));
	}

	it("should accept 32 levels", () => {
		const text = `${"[".repeat(32)}"#"${"]".repeat(32)}`;
		assert.equal(findInJson(text, 32)?.path.length, 32);
	});

	it("should agree with JSON.parse on every value", () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(), (value, seed) => {
				const text = JSON.stringify(value);
				const position = seed % text.length;
				const location = findInJson(text, position);
				if (location === undefined || location.path.includes("[]")) return;
				const there = location.path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value);
				assert.ok(text.startsWith(JSON.stringify(there), position));
			}),
			{ numRuns: 2000 },
		);
	});

	it("should never throw or take long, whatever the text", () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 1aé') }), fc.nat(20), (text, position) => {
				findInJson(text, position);
			}),
			{ numRuns: 2000 },
		);
	});
});
