import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { DownRation } from "./DownRation.ts";

/** Bytes a second. */
const RATE = 1000;

/** A ration, and the time in milliseconds at which each answer was admitted. */
function start() {
	const clock = new FakeClock();
	const ration = new DownRation(RATE, clock);
	const began = clock.now();
	const turns: Array<readonly [name: string, at: number]> = [];
	const visitor = (name: string, size: number) => (): void => {
		turns.push([name, clock.now() - began]);
		ration.spend(size);
	};
	return { clock, ration, turns, visitor };
}

describe("DownRation", () => {
	it("should admit answers while bytes are left", () => {
		const { ration, visitor } = start();
		assert.ok(ration.enter(visitor("first", 0)));
		ration.spend(RATE - 1);
		assert.ok(ration.enter(visitor("second", 0)));
	});

	it("should admit an answer of any size, then wait", () => {
		const { clock, ration, turns, visitor } = start();
		ration.spend(4 * RATE);
		assert.ok(!ration.enter(visitor("next", 0)));
		clock.advance(3000);
		assert.deepEqual(turns, []);
		clock.advance(1);
		assert.deepEqual(turns, [["next", 3001]]);
	});

	it("should admit one answer at a time, in order", () => {
		const { clock, ration, turns, visitor } = start();
		ration.spend(RATE);
		for (const name of ["a", "b", "c"]) ration.enter(visitor(name, RATE));
		clock.advance(5000);
		assert.deepEqual(turns, [
			["a", 1],
			["b", 1001],
			["c", 2001],
		]);
	});

	it("should let no answer overtake a waiting one", () => {
		const { clock, ration, turns, visitor } = start();
		ration.spend(RATE);
		ration.enter(visitor("a", RATE));
		clock.advance(500);
		assert.ok(!ration.enter(visitor("b", 1)));
		clock.advance(5000);
		assert.deepEqual(
			turns.map(([name]) => name),
			["a", "b"],
		);
	});

	it("should keep the place of an answer that asks again", () => {
		const { clock, ration, turns, visitor } = start();
		ration.spend(RATE);
		const first = visitor("a", RATE);
		ration.enter(first);
		ration.enter(visitor("b", 1));
		ration.enter(first);
		clock.advance(5000);
		assert.deepEqual(
			turns.map(([name]) => name),
			["a", "b"],
		);
	});

	it("should forget an answer that left", () => {
		const { clock, ration, turns, visitor } = start();
		ration.spend(RATE);
		const first = visitor("a", RATE);
		ration.enter(first);
		ration.enter(visitor("b", 1));
		ration.leave(first);
		clock.advance(1);
		assert.deepEqual(turns, [["b", 1]]);
	});

	it("should leave no timer behind", () => {
		const { clock, ration, visitor } = start();
		ration.spend(RATE);
		ration.enter(visitor("a", 0));
		clock.advance(1);
		assert.equal(clock.pending, 0);
	});
});
