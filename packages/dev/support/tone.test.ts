import assert from "node:assert/strict";
import { describe, it } from "node:test";
import OpusScript from "opusscript";
import { opusSize } from "../../shared/rtp/opus.ts";
import { toneFrames } from "./tone.ts";

const RATE = 48_000;

/** Decodes frames and returns the left channel. */
function decode(frames: ReadonlyArray<Buffer>): ReadonlyArray<number> {
	const decoder = new OpusScript(RATE, 2);
	const samples = frames.flatMap((frame) => {
		const bytes = decoder.decode(frame);
		return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readInt16LE(index * 4));
	});
	decoder.delete();
	return samples;
}

describe("toneFrames", () => {
	it("should return a packet for each 20 ms, none of them silence", () => {
		const frames = toneFrames(1000);
		assert.equal(frames.length, 50);
		for (const frame of frames) assert.ok(opusSize(frame) > 3, `${frame.length} bytes`);
	});

	it("should return the same packets at each call", () => {
		assert.deepEqual(toneFrames(200), toneFrames(200));
		assert.notDeepEqual(toneFrames(200), toneFrames(200, 660));
	});

	it("should decode to its frequency", () => {
		const samples = decode(toneFrames(1000, 440)).slice(RATE / 4, (RATE * 3) / 4);
		const crossings = samples.filter((value, index) => value >= 0 && (samples[index - 1] ?? 0) < 0).length;
		assert.ok(Math.abs(crossings - 220) <= 2, `${crossings} periods in half a second`);
		assert.ok(Math.max(...samples) > 10_000);
	});

	it("should reject lengths that are not whole packets", () => {
		for (const length of [0, -20, 10, 30.5, NaN, Infinity]) {
			assert.throws(() => toneFrames(length), {
				name: "RangeError",
				message: `tone length must be a positive multiple of 20 ms, got ${length}`,
			});
		}
	});
});
