import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { OutboundQueue } from "./OutboundQueue.ts";

function setUp() {
	const clock = new FakeClock();
	const queue = new OutboundQueue(clock);
	const ran: Array<string> = [];
	const add = (name: string, delay: number, mayOvertake?: boolean) =>
		queue.add(() => ran.push(`${name} at ${clock.now()}`), delay, name.length, mayOvertake);
	return { clock, queue, ran, add };
}

describe("OutboundQueue", () => {
	it("should run entries without delay immediately", () => {
		const { clock, queue, ran, add } = setUp();
		add("a", 0);
		assert.deepEqual(ran, ["a at 0"]);
		assert.deepEqual([clock.pending, queue.isIdle], [0, true]);
	});

	it("should keep the order of entries with different delays", () => {
		const { clock, queue, ran, add } = setUp();
		add("a", 100);
		add("b", 20);
		clock.advance(50);
		add("c", 0);
		assert.equal(clock.pending, 1);
		clock.advance(49);
		assert.deepEqual(ran, []);
		clock.advance(1);
		assert.deepEqual(ran, ["a at 100", "b at 100", "c at 100"]);
		assert.deepEqual([clock.pending, queue.isIdle], [0, true]);
	});

	it("should let marked entries overtake", () => {
		const { clock, ran, add } = setUp();
		add("a", 100, true);
		add("b", 20, true);
		add("c", 100, true);
		add("last", 0);
		clock.advance(200);
		assert.deepEqual(ran, ["b at 20", "a at 100", "c at 100", "last at 100"]);
	});

	it("should run overdue entries when released", () => {
		const { clock, queue, ran, add } = setUp();
		queue.setHeld(true);
		add("a", 0);
		add("b", 500);
		clock.advance(100);
		assert.deepEqual([ran, clock.pending, queue.isIdle], [[], 0, false]);
		queue.setHeld(false);
		clock.advance(0);
		assert.deepEqual(ran, ["a at 100"]);
		clock.advance(400);
		assert.deepEqual(ran, ["a at 100", "b at 500"]);
	});

	it("should leave no timer once cleared", () => {
		const { clock, queue, ran, add } = setUp();
		add("a", 10);
		queue.clear();
		assert.deepEqual([clock.pending, queue.isIdle], [0, true]);
		clock.advance(100);
		assert.deepEqual(ran, []);
	});

	it("should count queued bytes", () => {
		const { clock, queue, add } = setUp();
		add("now", 0);
		assert.equal(queue.size, 0);
		add("four", 10);
		add("seventh", 20);
		assert.equal(queue.size, 11);
		clock.advance(10);
		assert.equal(queue.size, 7);
		queue.clear();
		assert.equal(queue.size, 0);
	});
});
