import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync } from "node:zlib";
import { decodeEtf, encodeEtf, EtfError } from "./etf.ts";

/** A compressed term that announces `size` bytes. */
function compressed(inflated: Buffer, size = inflated.length, after = Buffer.alloc(0)): Buffer {
	const header = Buffer.from([131, 80, 0, 0, 0, 0]);
	header.writeUInt32BE(size, 2);
	return Buffer.concat([header, deflateSync(inflated), after]);
}

const value = { op: 0, d: "a".repeat(100_000) };
const inflated = encodeEtf(value).subarray(1);

describe("compressed terms", () => {
	it("should be inflated", () => {
		assert.deepEqual(decodeEtf(compressed(inflated)), value);
	});

	for (const [name, bytes, message] of [
		["larger than announced", compressed(inflated, inflated.length - 1), /cannot be inflated to/],
		["smaller than announced", compressed(inflated, inflated.length + 1), /has \d+ bytes, not/],
		["announced as empty", compressed(inflated, 0), /cannot be inflated to 0 bytes/],
		["without data", compressed(Buffer.alloc(0)), /expected 1 bytes, but only 0/],
		["above 16 MiB", compressed(Buffer.alloc(2 ** 24 + 1)), /at most 16777216/],
		["announced as 4 GiB", compressed(inflated, 2 ** 32 - 1), /at most 16777216/],
		["with bytes after them", compressed(inflated, inflated.length, Buffer.from([0])), /1 trailing bytes/],
		["with bytes after the inner term", compressed(Buffer.concat([inflated, inflated])), /\d+ trailing bytes/],
		["with a nested compressed term", compressed(compressed(inflated).subarray(1)), /tag 80/],
	] as const) {
		it(`should be rejected when ${name}`, () => {
			assert.throws(
				() => decodeEtf(bytes),
				(error) => error instanceof EtfError && message.test(error.message),
			);
		});
	}

	it("should be rejected when truncated anywhere", () => {
		const bytes = compressed(inflated);
		for (let size = 0; size < bytes.length; size++) {
			assert.throws(() => decodeEtf(bytes.subarray(0, size)), EtfError);
		}
	});
});
