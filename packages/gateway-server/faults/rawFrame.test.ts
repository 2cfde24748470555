import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeFragments, encodeRawFrame, encodeTruncatedFrame, frameOpcodeOf } from "./rawFrame.ts";

/** Header of a binary frame with a payload of `size` bytes. */
function headerOf(size: number, length: number): string {
	return encodeRawFrame(2, Buffer.alloc(size)).subarray(0, length).toString("hex");
}

describe("encodeRawFrame", () => {
	it("should encode the unmasked examples of RFC 6455, section 5.7", () => {
		assert.equal(encodeRawFrame(1, Buffer.from("Hello")).toString("hex"), "810548656c6c6f");
		assert.equal(headerOf(256, 4), "827e0100");
		assert.equal(headerOf(65_536, 10), "827f0000000000010000");
	});

	it("should choose the size encoding required by the RFC", () => {
		assert.equal(headerOf(125, 2), "827d");
		assert.equal(headerOf(126, 4), "827e007e");
		assert.equal(headerOf(65_535, 4), "827effff");
	});

	it("should set reserved bits and claim another size", () => {
		assert.equal(encodeRawFrame(1, Buffer.from("a"), { reserved: 7 }).toString("hex"), "f10161");
		assert.equal(encodeRawFrame(1, Buffer.from("a"), { claimedSize: 5 }).toString("hex"), "810561");
	});
});

describe("encodeFragments", () => {
	/** By hand: a message, the size of a fragment, and the expected frames. */
	const cases: ReadonlyArray<readonly [message: string | Buffer, size: number, frames: string]> = [
		["Hello", 3, "010348656c 80026c6f"], // RFC 6455, section 5.7
		["abcd", 2, "01026162 80026364"],
		["ab", 1, "010161 800162"],
		["ab", 2, "81026162"],
		["", 5, "8100"],
		[Buffer.from([1, 2, 3]), 2, "02020102 800103"],
	];
	for (const [message, size, frames] of cases) {
		it(`should encode ${JSON.stringify(message.toString())} by ${size} as ${frames}`, () => {
			assert.equal(encodeFragments(message, size).toString("hex"), frames.replaceAll(" ", ""));
		});
	}
});

describe("encodeTruncatedFrame", () => {
	it("should claim the whole message and contain half", () => {
		assert.equal(encodeTruncatedFrame("abcd").toString("hex"), "81046162");
		assert.equal(encodeTruncatedFrame(Buffer.from([1, 2, 3])).toString("hex"), "820301");
		assert.equal(encodeTruncatedFrame("").toString("hex"), "8101");
	});
});

describe("frameOpcodeOf", () => {
	it("should be 1 for text and 2 for bytes", () => {
		assert.deepEqual([frameOpcodeOf(""), frameOpcodeOf(Buffer.alloc(0))], [1, 2]);
	});
});
