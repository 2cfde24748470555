/** The globals of Luau, and policies of `src/protocol/` that run on them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import "./globals.ts";
import { readMedia } from "../../../src/protocol/voice/media.ts";

const ofType: ReadonlyArray<readonly [unknown, string]> = [
	[undefined, "nil"],
	[null, "nil"],
	[true, "boolean"],
	[1, "number"],
	["a", "string"],
	[[], "table"],
	[{}, "table"],
	[() => {}, "function"],
	[Symbol("a"), "userdata"],
];

describe("globals of Luau", () => {
	for (const [value, type] of ofType) {
		it(`should call ${String(value)} a ${type}`, () => {
			assert.equal(typeOf(value), type);
			assert.equal((typeIs as (value: unknown, type: string) => boolean)(value, type), true);
		});
	}

	it("should iterate maps, sets, arrays and objects without nil", () => {
		assert.deepEqual([...pairs(new Map([["a", 1]]))], [["a", 1]]);
		assert.deepEqual([...pairs(new Set(["a"]))], [["a", true]]);
		assert.deepEqual(
			[...pairs(["a", undefined, "c"])],
			[
				[1, "a"],
				[3, "c"],
			],
		);
		assert.deepEqual([...pairs({ a: 1, b: null })], [["a", 1]]);
	});

	it("should run a reader of src/protocol", () => {
		const { state, speaking, faults } = readMedia({
			state: "live",
			speaking: [
				["42", 1, 15],
				["43", 2],
			],
		});
		assert.deepEqual(state, { kind: "live" });
		assert.deepEqual(speaking, [{ userId: "42", speaking: true, level: 1 }]);
		assert.deepEqual(faults, ["an entry of speaking that cannot be read"]);
	});
});
