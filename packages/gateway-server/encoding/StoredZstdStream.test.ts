import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StoredZstdStream } from "./StoredZstdStream.ts";

/** By hand, from RFC 8878: the frame header, then one block of one byte. */
const FIRST = "28b52ffd" + "00" + "38" + "080000" + "61";

describe("StoredZstdStream", () => {
	it("should start with a frame header of unknown size", async () => {
		assert.equal((await new StoredZstdStream().compress("a")).toString("hex"), FIRST);
	});

	it("should write further messages as non-final blocks", async () => {
		const stream = new StoredZstdStream();
		await stream.compress("a");
		assert.equal((await stream.compress("b")).toString("hex"), "080000" + "62");
	});

	it("should split messages into blocks of at most 128 KiB", async () => {
		const stream = new StoredZstdStream();
		await stream.compress("a");
		const bytes = await stream.compress("b".repeat(2 ** 17 + 1));
		assert.equal(bytes.length, 2 ** 17 + 1 + 2 * 3);
		assert.equal(bytes.subarray(0, 3).toString("hex"), "000010");
		assert.equal(bytes.subarray(-4).toString("hex"), "080000" + "62");
	});
});
