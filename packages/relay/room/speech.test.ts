import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeSegment, encodeTick } from "./encodeSegment.ts";
import { levelChange, speakingChange } from "./speech.ts";

describe("speech", () => {
	it("should write starts with their level, and stops without", () => {
		assert.deepEqual(speakingChange({ userId: "1", speaking: true, level: 1 }), ["s", "1", 15]);
		assert.deepEqual(speakingChange({ userId: "1", speaking: false, level: 0 }), ["q", "1"]);
	});

	it("should write levels as 0 to 15", () => {
		const levels = [-1, 0, 0.1, 0.5, 1, 2].map((level) => levelChange({ userId: "1", level })[2]);
		assert.deepEqual(levels, [0, 0, 2, 8, 15, 15]);
	});
});

describe("encodeSegment", () => {
	it("should write a delta as JSON", () => {
		const { bytes, ...segment } = encodeSegment({ term: 7, n: 2 }, "d", [["x", "1"]]);
		assert.deepEqual(segment, { term: 7, n: 2, kind: "delta" });
		assert.equal(bytes.toString("utf8"), '[7,2,"d",[["x","1"]]]');
	});

	it("should write a tick without changes", () => {
		assert.equal(encodeTick({ term: 7, n: 2 }).toString("utf8"), '[7,2,"t",[]]');
	});
});
