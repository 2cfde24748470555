import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inflateSync } from "node:zlib";
import { Decompress } from "fzstd";
import { createZstdStream, deflateWhole } from "./compression.ts";
import { StoredZstdStream } from "./StoredZstdStream.ts";

const MESSAGES = ['{"op":10}', "é😀", "a".repeat(400_000), Buffer.from([131, 106]), '{"op":10}'];

/** The stream for this Node version, and its substitute for versions without Zstandard. */
const STREAMS = [
	["createZstdStream", createZstdStream],
	["StoredZstdStream", () => new StoredZstdStream()],
] as const;

for (const [name, create] of STREAMS) {
	describe(name, () => {
		it("should emit each message separately within one frame", async () => {
			const stream = create();
			let chunks: Array<Uint8Array> = [];
			const decoder = new Decompress((chunk) => chunks.push(chunk));
			for (const message of MESSAGES) {
				decoder.push(await stream.compress(message));
				assert.ok(Buffer.concat(chunks).equals(Buffer.from(message)));
				chunks = [];
			}
			stream.close();
		});

		it("should write the magic number once", async () => {
			const stream = create();
			const [first, second] = [await stream.compress("a"), await stream.compress("a")];
			assert.equal(first.subarray(0, 4).toString("hex"), "28b52ffd");
			assert.equal(second.includes(first.subarray(0, 4)), false);
			stream.close();
		});

		it("should reject an empty message", async () => {
			const stream = create();
			await assert.rejects(stream.compress(""), { message: "cannot compress an empty message" });
			stream.close();
		});
	});
}

describe("deflateWhole", () => {
	it("should compress messages independently", async () => {
		for (const message of MESSAGES) {
			assert.ok(inflateSync(await deflateWhole(message)).equals(Buffer.from(message)));
		}
	});
});
