import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { constants, createInflate, type Inflate } from "node:zlib";
import fc from "fast-check";
import { createZlibStream } from "./compression.ts";

const SUFFIX = "0000ffff";

/** The client's side: one inflate stream for the whole connection. */
class Inflater {
	private readonly inflate: Inflate = createInflate();

	/** Inflates the bytes of one message, in pieces of at most `pieceSize`. */
	public async read(bytes: Buffer, pieceSize = bytes.length): Promise<Buffer> {
		const chunks: Array<Buffer> = [];
		const collect = () => {
			for (let chunk = this.inflate.read(); chunk !== null; chunk = this.inflate.read()) chunks.push(chunk);
		};
		this.inflate.on("readable", collect);
		for (let start = 0; start < bytes.length; start += pieceSize) {
			this.inflate.write(bytes.subarray(start, start + pieceSize));
		}
		await new Promise<void>((resolve) => this.inflate.flush(constants.Z_SYNC_FLUSH, resolve));
		collect();
		this.inflate.off("readable", collect);
		return Buffer.concat(chunks);
	}
}

/** Incompressible bytes, the same on every run. */
function noise(size: number): Buffer {
	const bytes = Buffer.alloc(size);
	let state = 1;
	for (let index = 0; index < size; index++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		bytes[index] = state >>> 24;
	}
	return bytes;
}

const READY = JSON.stringify({ op: 0, t: "READY", s: 1, d: { v: 10, guilds: [], session_id: "0123456789abcdef" } });
const MESSAGES = [READY, READY, "é😀", "x", Buffer.from([131, 106]), noise(300_000), "a".repeat(2_000_000), READY];

describe("CompressedStream", () => {
	it("should end every message with a sync flush suffix", async () => {
		const stream = createZlibStream();
		for (const message of MESSAGES) {
			assert.equal((await stream.compress(message)).subarray(-4).toString("hex"), SUFFIX);
		}
		stream.close();
	});

	it("should make each message decodable from its own bytes", async () => {
		const stream = createZlibStream();
		const inflater = new Inflater();
		for (const message of MESSAGES) {
			const inflated = await inflater.read(await stream.compress(message));
			assert.ok(inflated.equals(Buffer.from(message)));
		}
		stream.close();
	});

	it("should keep the order of overlapping calls", async () => {
		const stream = createZlibStream();
		const inflater = new Inflater();
		const settled: Array<number> = [];
		const results = await Promise.all(
			MESSAGES.map(async (message, index) => {
				const bytes = await stream.compress(message);
				settled.push(index);
				return bytes;
			}),
		);
		assert.deepEqual(settled, [...MESSAGES.keys()]);
		for (const [index, bytes] of results.entries()) {
			assert.ok((await inflater.read(bytes)).equals(Buffer.from(MESSAGES[index]!)), `message ${index}`);
		}
		stream.close();
	});

	it("should produce bytes that can be split anywhere", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 }),
				fc.integer({ min: 1, max: 9 }),
				async (messages, pieceSize) => {
					const stream = createZlibStream();
					const inflater = new Inflater();
					for (const message of messages) {
						const bytes = await stream.compress(message);
						assert.equal((await inflater.read(bytes, pieceSize)).toString(), message);
					}
					stream.close();
				},
			),
			{ numRuns: 50 },
		);
	});

	it("should compress messages with earlier ones as context", async () => {
		const stream = createZlibStream();
		const first = await stream.compress(READY);
		const second = await stream.compress(READY);
		assert.ok(second.length < first.length / 3, `${second.length} bytes after ${first.length}`);
		stream.close();
	});

	it("should write the stream header once", async () => {
		const stream = createZlibStream();
		assert.equal((await stream.compress("a")).subarray(0, 2).toString("hex"), "789c");
		assert.notEqual((await stream.compress("a")).subarray(0, 2).toString("hex"), "789c");
		stream.close();
	});

	it("should reject an empty message and continue", async () => {
		const stream = createZlibStream();
		await assert.rejects(stream.compress(""), { message: "cannot compress an empty message" });
		await assert.rejects(stream.compress(Buffer.alloc(0)), { message: "cannot compress an empty message" });
		assert.equal((await new Inflater().read(await stream.compress("a"))).toString(), "a");
		stream.close();
	});

	it("should reject messages after close", async () => {
		const stream = createZlibStream();
		await stream.compress("a");
		stream.close();
		stream.close();
		await assert.rejects(stream.compress("b"), { message: "cannot compress: the stream is closed" });
	});

	it("should reject messages in progress on close", async () => {
		const stream = createZlibStream();
		const waiting = [stream.compress("a".repeat(2_000_000)), stream.compress("b")];
		const results = Promise.allSettled(waiting);
		// by now zlib has the first one, and the second is waiting
		await new Promise((resolve) => setImmediate(resolve));
		stream.close();
		for (const result of await results) {
			assert.equal(result.status, "rejected");
			assert.equal(result.reason.message, "cannot compress: the stream is closed");
		}
	});

	it("should be closable before the first message", async () => {
		const stream = createZlibStream();
		const waiting = stream.compress("a");
		stream.close();
		await assert.rejects(waiting, { message: "cannot compress: the stream is closed" });
	});
});
