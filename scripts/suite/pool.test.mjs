import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { mapBounded } from "./pool.mjs";

describe("mapBounded", () => {
	for (const limit of [1, 2, 3, 9]) {
		it(`should run at most ${limit} at a time and keep the order`, async () => {
			let running = 0;
			let most = 0;
			const results = await mapBounded([5, 1, 3, 1, 2], limit, async (turns) => {
				most = Math.max(most, ++running);
				for (let turn = 0; turn < turns; turn++) await nextTurn();
				running--;
				return turns * 10;
			});
			assert.deepEqual(results, [50, 10, 30, 10, 20]);
			assert.equal(most, Math.min(limit, 5));
		});
	}

	it("should return an empty list for no items", async () => {
		assert.deepEqual(await mapBounded([], 2, () => assert.fail()), []);
	});

	it("should reject with the first fault", async () => {
		const action = async () => {
			throw new Error("broken");
		};
		await assert.rejects(mapBounded([1, 2], 2, action), /broken/);
	});
});
