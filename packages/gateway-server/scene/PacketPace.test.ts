import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { PacketPace } from "./PacketPace.ts";

describe("PacketPace", () => {
	it("should take turns at a steady pace, then end", () => {
		const clock = new FakeClock();
		const turns: Array<number> = [];
		const ends: Array<number> = [];
		new PacketPace(clock).run(
			20,
			3,
			() => turns.push(clock.now()),
			() => ends.push(clock.now()),
		);
		clock.advance(1000);
		assert.deepEqual([turns, ends], [[0, 20, 40], [60]]);
		assert.equal(clock.pending, 0);
	});

	it("should make up for a late turn", () => {
		const turns: Array<number> = [];
		let time = 0;
		const waits: Array<number> = [];
		let due = (): void => {};
		const clock = {
			now: () => time,
			setTimeout: (callback: () => void, wait: number) => {
				waits.push(wait);
				due = callback;
			},
			clearTimeout: () => {},
		};
		new PacketPace(clock).run(
			20,
			4,
			() => turns.push(time),
			() => {},
		);
		for (time of [20, 70, 70]) due();
		assert.deepEqual(waits, [20, 20, 0, 10]);
		assert.deepEqual(turns, [0, 20, 70, 70]);
	});

	it("should stop, and let a new run replace another", () => {
		const clock = new FakeClock();
		const pace = new PacketPace(clock);
		const ends: Array<string> = [];
		let turns = 0;
		pace.run(
			20,
			Infinity,
			() => (turns += 1),
			() => ends.push("first"),
		);
		pace.run(
			50,
			Infinity,
			() => (turns += 100),
			() => ends.push("second"),
		);
		assert.deepEqual(ends, ["first"]);
		clock.advance(100);
		assert.equal(turns, 301);
		assert.equal(pace.isRunning, true);
		pace.stop();
		pace.stop();
		clock.advance(100);
		assert.deepEqual([turns, ends, pace.isRunning], [301, ["first", "second"], false]);
	});

	it("should take no turns for a count of 0", () => {
		let isDone = false;
		new PacketPace(new FakeClock()).run(
			20,
			0,
			() => assert.fail("a turn"),
			() => (isDone = true),
		);
		assert.equal(isDone, true);
	});
});
