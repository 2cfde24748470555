import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readHeader, writeHeader, type RtpHeader } from "../../shared/rtp/header.ts";
import { TAIL_SIZE } from "../../shared/rtp/sizes.ts";
import { OutgoingStream } from "./OutgoingStream.ts";
import type { PacketKind } from "./packetKind.ts";

function read(clear: Buffer): RtpHeader {
	const header = readHeader(Buffer.concat([clear, Buffer.alloc(TAIL_SIZE)]));
	assert.ok(header.kind === "rtp");
	return header;
}

/** Passes a packet. Returns the numbers that the others receive. */
function pass(stream: OutgoingStream, sequence: number, kind: PacketKind = "speech", timestamp = 960 * sequence) {
	const clear = writeHeader({ ssrc: 7, sequence, timestamp });
	return numbersOf(stream.pass(read(clear), clear, kind));
}

function numbersOf(clear: Buffer): ReadonlyArray<number> {
	const { sequence, timestamp } = read(clear);
	return [sequence, timestamp];
}

describe("OutgoingStream", () => {
	it("should pass packets unchanged", () => {
		assert.deepEqual(pass(new OutgoingStream(), 5), [5, 4800]);
	});

	it("should add five frames after speech, once", () => {
		const stream = new OutgoingStream();
		pass(stream, 5);
		assert.deepEqual(
			stream.stop().map(numbersOf),
			[6, 7, 8, 9, 10].map((sequence) => [sequence, 960 * sequence]),
		);
		assert.deepEqual(stream.stop(), []);
	});

	it("should renumber packets after the added frames", () => {
		const stream = new OutgoingStream();
		pass(stream, 5);
		stream.stop();
		assert.deepEqual(pass(stream, 6), [11, 10_560]);
		stream.stop();
		assert.deepEqual(pass(stream, 7, "silence"), [17, 16_320]);
	});

	it("should add nothing after silence or before speech", () => {
		const stream = new OutgoingStream();
		assert.deepEqual(stream.stop(), []);
		pass(stream, 1);
		pass(stream, 2, "silence");
		pass(stream, 3, "padding");
		assert.deepEqual(stream.stop(), []);
	});

	it("should wrap its numbers", () => {
		const stream = new OutgoingStream();
		pass(stream, 65_533, "speech", 2 ** 32 - 960);
		assert.deepEqual(
			stream.stop().map(numbersOf),
			[65_534, 65_535, 0, 1, 2].map((sequence, index) => [sequence, 960 * index]),
		);
	});
});
