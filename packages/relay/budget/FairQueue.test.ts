import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FairQueue } from "./FairQueue.ts";

function drain(queue: FairQueue<string>): ReadonlyArray<string> {
	const taken: Array<string> = [];
	for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
	return taken;
}

function queueOf(...items: ReadonlyArray<string>): FairQueue<string> {
	const queue = new FairQueue<string>();
	for (const item of items) queue.add(item[0] ?? "", item);
	return queue;
}

describe("FairQueue", () => {
	it("should keep the order of one tenant", () => {
		assert.deepEqual(drain(queueOf("a1", "a2", "a3")), ["a1", "a2", "a3"]);
	});

	it("should let tenants take turns however much each added", () => {
		assert.deepEqual(drain(queueOf("a1", "a2", "a3", "b1", "c1", "b2")), ["a1", "b1", "c1", "a2", "b2", "a3"]);
	});

	it("should put a tenant that just had its turn behind the others", () => {
		const queue = queueOf("a1", "b1");
		assert.equal(queue.take(), "a1");
		queue.add("a", "a2");
		assert.deepEqual(drain(queue), ["b1", "a2"]);
	});

	it("should hold an item once", () => {
		assert.deepEqual(drain(queueOf("a1", "a1")), ["a1"]);
	});

	it("should forget removed items", () => {
		const queue = queueOf("a1", "a2", "b1");
		for (const item of ["a1", "b1", "b1"]) queue.remove(item[0] ?? "", item);
		queue.remove("c", "c1");
		assert.deepEqual(drain(queue), ["a2"]);
	});
});
