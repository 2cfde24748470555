import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sizeWithoutPadding } from "./padding.ts";

/** By hand: size of payload and padding, padding bit, body in hex, and the size of the payload. */
const ROWS: ReadonlyArray<readonly [string, number, boolean, string, number | undefined]> = [
	["no padding", 3, false, "7c0102", 3],
	["no padding and a body that ends in 0", 3, false, "7c0100", 3],
	["two bytes of padding", 5, true, "7c01020002", 3],
	["padding alone", 4, true, "00000004", 0],
	["padding after an extension", 4, true, "10ff900200000004", 0],
	["a count of 0", 3, true, "7c0100", undefined],
	["a count beyond the payload", 3, true, "7c0104", undefined],
	["a count that reaches into the extension", 1, true, "10ff900205", undefined],
	["padding without a byte", 0, true, "10ff9002", undefined],
];

describe("sizeWithoutPadding", () => {
	for (const [name, size, hasPadding, body, expected] of ROWS) {
		it(`should be ${expected} for ${name}`, () => {
			assert.equal(sizeWithoutPadding(size, hasPadding, Buffer.from(body, "hex")), expected);
		});
	}
});
