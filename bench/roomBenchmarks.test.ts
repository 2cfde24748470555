import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answerRounds, bytesRounds } from "./roomAnswerBenchmark.ts";
import { deliveryRounds, memoryRounds } from "./roomWatchersBenchmark.ts";

/** Smoke tests: the figures mean nothing with spans this short. */
const SHORT = { watchers: 2, perSecond: 50, warmUp: 100, span: 1200 };

describe("benchmarks of rooms", () => {
	it("should measure processor time of both carriages", async () => {
		const [round] = await answerRounds(1, SHORT);
		assert.ok(round!.value > 0 && round!.baseline > 0, JSON.stringify(round));
	});

	it("should measure bytes of both carriages, plain and packed", async () => {
		const { plain, packed } = await bytesRounds(1, SHORT);
		for (const { value, baseline } of [...plain, ...packed]) {
			assert.ok(value > 0 && value < baseline, `${value} of ${baseline}`);
		}
	});

	it("should measure memory of both carriages", async () => {
		const [round] = await memoryRounds(1, SHORT.watchers);
		assert.ok(Number.isFinite(round!.value) && Number.isFinite(round!.baseline), JSON.stringify(round));
	});

	it("should measure the time of each change to each watcher", async () => {
		const [round] = await deliveryRounds(1, SHORT);
		assert.ok(round!.value.length >= SHORT.watchers, String(round?.value.length));
		for (const time of round!.value) assert.ok(time > 0 && time < 60_000, String(time));
	});
});
