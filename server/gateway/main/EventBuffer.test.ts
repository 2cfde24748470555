import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventBuffer } from "./EventBuffer.ts";

/** A buffer with `count` events. */
function filled(size: number, count: number): EventBuffer {
	const buffer = new EventBuffer(size);
	for (let index = 1; index <= count; index++) buffer.push("EVENT", index);
	return buffer;
}

const sequencesAfter = (buffer: EventBuffer, sequence: number) => buffer.after(sequence)?.map(({ s }) => s);

describe("EventBuffer", () => {
	it("should number from 1, in the form of a dispatch", () => {
		const buffer = new EventBuffer(2);
		assert.equal(buffer.lastSequence, 0);
		assert.deepEqual(buffer.push("READY", { v: 10 }), { op: 0, t: "READY", s: 1, d: { v: 10 } });
		assert.equal(buffer.lastSequence, 1);
	});

	/** By hand: size, events pushed, sequence seen, and what is to be replayed. */
	const cases: ReadonlyArray<readonly [number, number, number, ReadonlyArray<number> | undefined]> = [
		[3, 3, 0, [1, 2, 3]],
		[3, 3, 2, [3]],
		[3, 3, 3, []],
		[3, 5, 2, [3, 4, 5]],
		[3, 5, 1, undefined],
		[3, 5, 0, undefined],
		[0, 1, 1, []],
		[0, 1, 0, undefined],
		[0, 0, 0, []],
	];
	for (const [size, count, sequence, missed] of cases) {
		it(`should give ${missed ?? "nothing"} after ${sequence} of ${count} events with room for ${size}`, () => {
			assert.deepEqual(sequencesAfter(filled(size, count), sequence), missed);
		});
	}

	it("should leave out what is only numbered", () => {
		const buffer = filled(3, 1);
		assert.equal(buffer.number("RESUMED", {}).s, 2);
		buffer.push("EVENT", 3);
		assert.deepEqual(sequencesAfter(buffer, 0), [1, 3]);
	});
});
