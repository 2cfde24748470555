import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Transitions } from "./Transitions.ts";

describe("Transitions", () => {
	it("should be complete once every user is ready", () => {
		const transitions = new Transitions();
		const id = transitions.prepare(["a", "b"]);
		assert.ok(transitions.ready(id, "a"));
		assert.deepEqual(transitions.takeComplete(), []);
		assert.deepEqual(transitions.state(), [{ id, awaited: ["b"] }]);
		assert.ok(transitions.ready(id, "b"));
		assert.deepEqual(transitions.takeComplete(), [[id, ["a", "b"]]]);
		assert.deepEqual(transitions.takeComplete(), []);
	});

	it("should accept each awaited report exactly once", () => {
		const transitions = new Transitions();
		const id = transitions.prepare(["a", "b"]);
		assert.ok(transitions.ready(id, "a"));
		assert.ok(!transitions.ready(id, "a"));
		assert.ok(!transitions.ready(id, "c"));
		assert.ok(!transitions.ready(id + 1, "b"));
		assert.ok(!transitions.ready(0, "b"));
	});

	it("should not await dropped users or let them execute", () => {
		const transitions = new Transitions();
		const first = transitions.prepare(["a", "b"]);
		const second = transitions.prepare(["a", "b", "c"]);
		for (const id of [first, second]) transitions.ready(id, "a");
		transitions.ready(second, "c");
		transitions.drop("b");
		assert.deepEqual(transitions.takeComplete(), [
			[first, ["a"]],
			[second, ["a", "c"]],
		]);
	});

	it("should end once even with reports missing", () => {
		const transitions = new Transitions();
		const id = transitions.prepare(["a", "b"]);
		assert.deepEqual(transitions.take(id), ["a", "b"]);
		assert.deepEqual(transitions.take(id), []);
		assert.deepEqual(transitions.state(), []);
	});

	it("should number transitions from 1 to 65535", () => {
		const transitions = new Transitions();
		assert.equal(transitions.prepare([]), 1);
		for (let id = 2; id <= 65_535; id += 1) assert.equal(transitions.prepare([]), id);
		assert.equal(transitions.prepare([]), 1);
		transitions.clear();
		assert.equal(transitions.prepare([]), 2);
	});
});
