import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bytesPart, joinParts, PIECE_SIZE, type Part } from "./pieces.ts";

describe("joinParts", () => {
	it("should join small parts into one piece, in order", () => {
		const parts = ["a", "", "bc"].map((text) => bytesPart(Buffer.from(text)));
		assert.deepEqual([...joinParts(parts)].map(String), ["abc"]);
		assert.deepEqual([...joinParts([])], []);
	});

	it("should end a piece once it is full", () => {
		const part = bytesPart(Buffer.alloc(PIECE_SIZE / 2));
		assert.deepEqual(
			[...joinParts([part, part, part])].map(({ length }) => length),
			[PIECE_SIZE, PIECE_SIZE / 2],
		);
	});

	it("should write a part when its piece is asked for", () => {
		let written = 0;
		const part: Part = { size: PIECE_SIZE, write: () => void (written += 1) };
		const pieces = joinParts([part, part]);
		assert.equal(written, 0);
		pieces.next();
		assert.equal(written, 1);
	});
});
