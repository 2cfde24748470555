import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNames } from "./checkNames.ts";

test("takes every known name, and none", () => {
	checkNames("option", {}, ["b", "a"]);
	checkNames("option", { a: undefined, b: 1 }, ["b", "a"]);
});

for (const typo of ["c", "A", "toString", "__proto__x"]) {
	test(`names ${typo} and what may be given`, () => {
		assert.throws(() => checkNames("option", { a: 1, [typo]: 2 }, ["b", "a"]), {
			name: "RangeError",
			message: `option is unknown: ${typo}, must be one of a, b`,
		});
	});
}
