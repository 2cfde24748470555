import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitMessage } from "./splitMessage.ts";

/** By hand: size of the message, size of a piece, and the expected sizes. */
const SIZES: ReadonlyArray<readonly [message: number, size: number, pieces: ReadonlyArray<number>]> = [
	[10, 0, [10]],
	[10, 20, [10]],
	[10, 10, [10]],
	[10, 6, [6, 4]],
	[10, 7, [10]],
	[10, 3, [3, 3, 4]],
	[8, 1, [1, 1, 1, 1, 4]],
	[4, 1, [4]],
	[3, 1, [3]],
	[0, 1, [0]],
];

describe("splitMessage", () => {
	for (const [message, size, pieces] of SIZES) {
		it(`should split ${message} bytes by ${size} into ${pieces.join(", ")}`, () => {
			const bytes = Buffer.from(Array.from({ length: message }, (_, index) => index));
			const split = splitMessage(bytes, size) as ReadonlyArray<Buffer>;
			assert.deepEqual(
				split.map((piece) => piece.length),
				pieces,
			);
			assert.deepEqual(Buffer.concat(split), bytes);
		});
	}

	it("should not split text", () => {
		assert.deepEqual(splitMessage("abcdefgh", 1), ["abcdefgh"]);
	});
});
