import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkInteger } from "./checkInteger.ts";

describe("checkInteger", () => {
	it("should accept both limits", () => {
		checkInteger("level", 0, 127);
		checkInteger("level", 127, 127);
	});

	for (const value of [-1, 128, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
		it(`should reject ${value} with the limits`, () => {
			const fault = new RegExp(`^RangeError: level must be an integer from 0 to 127, got ${value}$`);
			assert.throws(() => checkInteger("level", value, 127), fault);
		});
	}
});
