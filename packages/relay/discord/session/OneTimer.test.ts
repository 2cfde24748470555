import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { OneTimer } from "./OneTimer.ts";

describe("OneTimer", () => {
	it("should call once, after the seconds", () => {
		const clock = new FakeClock();
		const timer = new OneTimer(clock);
		const calls: Array<number> = [];
		timer.start(1.5, () => calls.push(clock.now()));
		assert.equal(timer.isRunning, true);
		clock.advance(10_000);
		assert.deepEqual([calls, timer.isRunning, clock.pending], [[1500], false, 0]);
	});

	it("should replace what it was to call", () => {
		const clock = new FakeClock();
		const timer = new OneTimer(clock);
		const calls: Array<string> = [];
		timer.start(1, () => calls.push("a"));
		timer.start(2, () => calls.push("b"));
		clock.advance(3000);
		assert.deepEqual(calls, ["b"]);
	});

	it("should stop, twice too", () => {
		const clock = new FakeClock();
		const timer = new OneTimer(clock);
		timer.start(1, () => assert.fail());
		timer.stop();
		timer.stop();
		clock.advance(2000);
	});

	it("should end a wait early that no timer supports", () => {
		const clock = new FakeClock();
		let isOver = false;
		new OneTimer(clock).start(Infinity, () => (isOver = true));
		clock.advance(2 ** 30);
		assert.equal(isOver, true);
	});
});
