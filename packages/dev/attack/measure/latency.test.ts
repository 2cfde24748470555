import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { percentile, summarize, withOmitted } from "./latency.ts";

describe("percentile", () => {
	const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
	const cases: ReadonlyArray<readonly [sorted: ReadonlyArray<number>, share: number, value: number]> = [
		[[], 0.5, 0],
		[[7], 0.99, 7],
		[[1, 2], 0.5, 1],
		[[1, 2, 3], 0.5, 2],
		[hundred, 0.5, 50],
		[hundred, 0.99, 99],
		[hundred, 1, 100],
		[hundred, 0, 1],
	];
	for (const [sorted, share, value] of cases) {
		it(`should be ${value} for ${share} of ${sorted.length} samples`, () => {
			assert.equal(percentile(sorted, share), value);
		});
	}
});

describe("summarize", () => {
	it("should sort by size, not by text", () => {
		assert.deepEqual(summarize([100, 9, 20]), { count: 3, p50: 20, p99: 100, max: 100 });
	});

	it("should be zero for no samples", () => {
		assert.deepEqual(summarize([]), { count: 0, p50: 0, p99: 0, max: 0 });
	});
});

describe("withOmitted", () => {
	const cases: ReadonlyArray<readonly [latency: number, samples: ReadonlyArray<number>]> = [
		[0, [0]],
		[40, [40]],
		[100, [100]],
		[250, [250, 150, 50]],
	];
	for (const [latency, samples] of cases) {
		it(`should count ${latency} ms at a period of 100 ms as ${samples.length}`, () => {
			assert.deepEqual(withOmitted(latency, 100), samples);
		});
	}
});
