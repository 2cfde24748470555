import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Notes } from "./Notes.ts";

describe("Notes", () => {
	it("should count each kind of stop", () => {
		const notes = new Notes();
		for (const stop of ["429", "413", "429"]) notes.stop(stop);
		assert.deepEqual(notes.report(), { stops: { "429": 2, "413": 1 }, failures: [] });
	});

	it("should count further kinds as others after 20", () => {
		const notes = new Notes();
		for (let code = 3000; code < 3100; code += 1) notes.stop(`c ${code}`);
		const { stops } = notes.report();
		assert.equal(Object.keys(stops).length, 21);
		assert.equal(stops["others"], 80);
	});

	it("should report a failure once", () => {
		const notes = new Notes();
		for (const failure of ["lost", "lost", "doubled"]) notes.fail(failure);
		assert.deepEqual(notes.report().failures, ["lost", "doubled"]);
	});
});
