import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { daveFieldsOf, isOfDave } from "./daveFields.ts";

/** By hand: a `d`, and what is read of it. */
const FIELDS: ReadonlyArray<readonly [d: unknown, fields: object]> = [
	[{ user_ids: [] }, { user_ids: [] }],
	[null, {}],
	[undefined, {}],
	["text", {}],
	[[1], {}],
	[
		{ protocol_version: 1, transition_id: "2", mode: "x" },
		{ protocol_version: 1, transition_id: "2" },
	],
	[{ epoch: [[1]], user_id: null, user_ids: ["1", 2, ["3"]] }, { user_ids: ["1"] }],
];

describe("daveFieldsOf", () => {
	for (const [d, fields] of FIELDS) {
		it(`should read ${JSON.stringify(d)}`, () => assert.deepEqual(daveFieldsOf(d), fields));
	}
});

describe("isOfDave", () => {
	it("should be true of transitions, and of a Session Description with a version", () => {
		for (let op = 0; op < 40; op += 1) {
			const isExpected = op === 21 || op === 22 || op === 24;
			assert.equal(isOfDave({ op, seq: 1, d: { protocol_version: 0 } }), isExpected, `op ${op}`);
		}
		for (const [d, isExpected] of [
			[{ dave_protocol_version: 1 }, true],
			[{ dave_protocol_version: 0 }, false],
			[{ dave_protocol_version: "1" }, false],
			[{}, false],
		] as const) {
			assert.equal(isOfDave({ op: 4, seq: 1, d }), isExpected);
		}
	});
});
