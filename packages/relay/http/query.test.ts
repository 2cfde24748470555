import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCloseQuery, readSecretQuery, type Query } from "./query.ts";

/** By hand: queries of DELETE that are refused, and why. */
const REFUSED: ReadonlyArray<readonly [query: Query, message: RegExp]> = [
	...["4e3", "0xfa0", "0x10", " 4000", "4000 ", "4000.0", "+4000", "04000", "", "NaN", "-4000", "1e999"].map(
		(code) => [{ code }, /^code must be 1000 to 1003/] as const,
	),
	...["999", "1004", "1005", "1006", "1015", "2999", "5000"].map((code) => [{ code }, /^code must be/] as const),
	[{ code: ["4000", "4001"] }, /^code must be given once$/],
	[{ code: ["4000", "4000"] }, /^code must be given once$/],
	[{ reason: ["a", "b"] }, /^reason must be given once$/],
	[{ code: "4000", reason: ["a", "a"] }, /^reason must be given once$/],
	[{ reason: "é".repeat(62) }, /^reason must have at most 123 bytes$/],
];

describe("readCloseQuery", () => {
	for (const [query, message] of REFUSED) {
		it(`should refuse ${JSON.stringify(query).slice(0, 50)}`, () => {
			assert.throws(() => readCloseQuery(query), { name: "Refusal", code: "bad_request", message });
		});
	}

	it("should read code and reason, and have defaults", () => {
		assert.deepEqual(readCloseQuery({ code: "1000", reason: "bye", other: ["a", "b"] }), {
			code: 1000,
			reason: "bye",
		});
		assert.deepEqual(readCloseQuery({}), { code: 4000, reason: "" });
	});
});

describe("readSecretQuery", () => {
	it("should read one name, and have a default", () => {
		assert.equal(readSecretQuery({}), "bot");
		assert.equal(readSecretQuery({ secret: "a_-9" }), "a_-9");
		for (const secret of ["", "A", "a b", "a".repeat(33), ["a", "b"], ["a"]]) {
			assert.throws(() => readSecretQuery({ secret }), { code: "bad_request", message: /^secret must be/ });
		}
	});
});
