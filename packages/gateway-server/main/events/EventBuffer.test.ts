import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventBuffer } from "./EventBuffer.ts";
import { WrittenEvent } from "./WrittenEvent.ts";

const EVENT = new WrittenEvent("EVENT", "{}");

/** A buffer with `count` events. */
function filled(size: number, count: number): EventBuffer {
	const buffer = new EventBuffer(size);
	for (let index = 1; index <= count; index++) buffer.push(EVENT);
	return buffer;
}

const sequencesAfter = (buffer: EventBuffer, sequence: number): ReadonlyArray<number> | undefined =>
	buffer.after(sequence)?.map(({ s }) => s);

describe("EventBuffer", () => {
	it("should number from 1, and return the same event", () => {
		const buffer = new EventBuffer(2);
		assert.equal(buffer.lastSequence, 0);
		assert.equal(buffer.push(EVENT), 1);
		assert.equal(buffer.lastSequence, 1);
		assert.equal(buffer.after(0)?.[0]?.event, EVENT);
	});

	/** By hand: size, events pushed, sequence seen, and sequences to replay. */
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
		it(`should return ${missed ?? "nothing"} after ${sequence} of ${count}, size ${size}`, () => {
			assert.deepEqual(sequencesAfter(filled(size, count), sequence), missed);
		});
	}

	it("should omit skipped numbers", () => {
		const buffer = filled(3, 1);
		assert.equal(buffer.skip(), 2);
		assert.equal(buffer.push(EVENT), 3);
		assert.deepEqual(sequencesAfter(buffer, 0), [1, 3]);
	});

	it("should not treat evicted skips as missed events", () => {
		const buffer = new EventBuffer(2);
		for (let index = 0; index < 3; index++) buffer.skip();
		buffer.push(EVENT);
		assert.deepEqual(sequencesAfter(buffer, 0), [4]);
		buffer.skip();
		buffer.skip();
		assert.deepEqual([sequencesAfter(buffer, 3), sequencesAfter(buffer, 4)], [undefined, []]);
	});

	it("should number events without room", () => {
		const buffer = new EventBuffer(0);
		assert.equal(buffer.skip(), 1);
		assert.deepEqual(sequencesAfter(buffer, 0), []);
		assert.equal(buffer.push(EVENT), 2);
		assert.deepEqual([sequencesAfter(buffer, 1), sequencesAfter(buffer, 2)], [undefined, []]);
	});
});
