import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { History } from "./History.ts";

function historyOf(count: number, limit: number): History<string> {
	const history = new History<string>(limit);
	for (let id = 1; id <= count; id++) history.push(`e${id}`);
	return history;
}

/** Numbers after `id`, and how many were dropped. */
function after(history: History<string>, id: number, count = 100): [number, ...number[]] {
	const { skipped, entries } = history.after(id, count);
	return [skipped, ...entries.map((numbered) => numbered.id)];
}

describe("History", () => {
	it("should return the entries after a number", () => {
		const history = historyOf(5, 10);
		assert.deepEqual(after(history, 0), [0, 1, 2, 3, 4, 5]);
		assert.deepEqual(after(history, 3), [0, 4, 5]);
		assert.deepEqual(after(history, 3, 1), [0, 4]);
		assert.deepEqual(after(history, 5), [0]);
		assert.deepEqual(history.after(4, 1).entries, [{ id: 5, entry: "e5" }]);
	});

	it("should keep the latest and count the dropped ones", () => {
		const history = historyOf(10, 3);
		assert.equal(history.lastId, 10);
		assert.deepEqual(after(history, 0), [7, 8, 9, 10]);
		assert.deepEqual(after(history, 5), [2, 8, 9, 10]);
		assert.deepEqual(after(history, 8), [0, 9, 10]);
	});

	for (const id of [-1, 6, 2.5, NaN, Infinity]) {
		it(`should start over after ${id}, an unknown number`, () => {
			assert.deepEqual(after(historyOf(2, 10), id), [0, 1, 2]);
		});
	}
});
