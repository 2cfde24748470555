import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Transitions } from "./Transitions.ts";

describe("Transitions", () => {
	it("should give the version of each once", () => {
		const transitions = new Transitions();
		transitions.prepare(1, 1);
		transitions.prepare(2, 0);
		assert.deepEqual(transitions.ids, [1, 2]);
		assert.deepEqual([transitions.take(2), transitions.take(2), transitions.take("1")], [0, undefined, undefined]);
		transitions.clear();
		assert.equal(transitions.take(1), undefined);
	});

	it("should remember the last sixteen", () => {
		const transitions = new Transitions();
		for (let id = 1; id <= 20; id += 1) transitions.prepare(id, 1);
		transitions.prepare(6, 0);
		assert.equal(transitions.ids.length, 16);
		assert.deepEqual([transitions.take(4), transitions.take(5), transitions.take(6)], [undefined, 1, 0]);
	});
});
