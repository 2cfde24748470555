import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReplayBuffer } from "./ReplayBuffer.ts";

function filled(size: number, firstSequence: number, count: number): ReplayBuffer {
	const buffer = new ReplayBuffer(size, firstSequence);
	for (let index = 0; index < count; index++) buffer.push(String);
	return buffer;
}

/** By hand: size, first sequence, number sent, acknowledged sequence, and the replayed sequences. */
const CASES: ReadonlyArray<readonly [number, number, number, number, ReadonlyArray<string> | undefined]> = [
	[8, 1, 0, -1, []],
	[8, 1, 0, 0, undefined], // never sent
	[8, 1, 3, -1, ["1", "2", "3"]],
	[8, 1, 3, 1, ["2", "3"]],
	[8, 1, 3, 3, []],
	[8, 1, 3, 0, undefined], // before the first
	[8, 1, 3, 4, undefined], // ahead of the server
	[8, 0, 3, 0, ["1", "2"]],
	[2, 1, 5, 3, ["4", "5"]],
	[2, 1, 5, 2, undefined], // 3 is no longer kept
	[2, 1, 5, -1, undefined], // 1 is no longer kept
	[0, 1, 2, 2, []],
	[0, 1, 2, 1, undefined],
	[8, 65_534, 4, 65_534, ["65535", "0", "1"]],
	[8, 65_534, 4, 65_535, ["0", "1"]],
	[8, 65_534, 4, 0, ["1"]],
	[8, 65_534, 4, -1, ["65534", "65535", "0", "1"]],
	[8, 65_534, 4, 2, undefined], // ahead, across the wrap
	[8, 31_487, 3, 31_487, ["31488", "31489"]], // 31488 starts with "{" in a binary header
	[4, 7, 65_536 + 10, 13, ["14", "15", "16"]], // around once
	[4, 7, 65_536 + 10, 17, undefined],
];

describe("ReplayBuffer", () => {
	for (const [size, first, sent, acknowledged, expected] of CASES) {
		it(`should replay ${JSON.stringify(expected)} after ${acknowledged} of ${sent} from ${first}`, () => {
			assert.deepEqual(filled(size, first, sent).after(acknowledged), expected);
		});
	}

	it("should report the last sequence across the wrap", () => {
		assert.equal(filled(8, 65_535, 0).lastSequence, -1);
		assert.equal(filled(8, 65_535, 1).lastSequence, 65_535);
		assert.equal(filled(8, 65_535, 2).lastSequence, 0);
	});
});
