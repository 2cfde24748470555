import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OpeningQueue, WAIT_COST } from "./OpeningQueue.ts";

describe("OpeningQueue", () => {
	it("should give actions back in order, once", () => {
		const queue = new OpeningQueue(10_000);
		const done: Array<string> = [];
		for (const name of ["a", "b", "c"]) queue.push(1, () => done.push(name));
		for (const action of queue.take()) action();
		assert.deepEqual(done, ["a", "b", "c"]);
		assert.deepEqual(queue.take(), []);
	});

	it("should count empty actions until they are taken", () => {
		const queue = new OpeningQueue(10_000);
		queue.push(0, () => {});
		queue.push(5, () => {});
		assert.equal(queue.size, 2 * WAIT_COST + 5);
		queue.take();
		assert.equal(queue.size, 0);
	});

	it("should accept its limit, and fault one byte above", () => {
		const queue = new OpeningQueue(WAIT_COST + 10);
		queue.push(10, () => {});
		const message = `more than ${WAIT_COST + 10} bytes wait for the socket to open (RELAY_UPSTREAM_BUFFER)`;
		assert.throws(() => new OpeningQueue(WAIT_COST + 10).push(11, () => {}), { code: "overflow", message });
		assert.throws(() => queue.push(0, () => {}), { code: "overflow" });
	});
});
