import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNames } from "./checkNames.ts";

test("should accept known names and no names", () => {
	checkNames("option", {}, ["b", "a"]);
	checkNames("option", { a: undefined, b: 1 }, ["b", "a"]);
});

for (const typo of ["c", "A", "toString", "__proto__x"]) {
	test(`should reject ${typo} and list the known names`, () => {
		assert.throws(() => checkNames("option", { a: 1, [typo]: 2 }, ["b", "a"]), {
			name: "RangeError",
			message: `option is unknown: ${typo}, must be one of a, b`,
		});
	});
}
