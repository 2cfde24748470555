import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { row, summarise } from "./report.ts";

const paired = (pairs: ReadonlyArray<readonly [value: number, baseline: number]>) => ({
	name: "transport.receive",
	unit: "messages/s",
	baselineName: "a bare loop",
	rounds: pairs.map(([value, baseline]) => ({ value, baseline, seconds: 0.25 })),
});

const single = (values: ReadonlyArray<number>, seconds = 12.4) => ({
	name: "relay.memory",
	unit: "bytes/link",
	rounds: values.map((value) => ({ value, seconds })),
});

const STEADY = [
	[90, 100],
	[180, 200],
	[85, 100],
	[270, 300],
	[95, 100],
] as const;

describe("summarise", () => {
	it("should use the median of the rounds' ratios", () => {
		// the medians of the sides are 95 and 100, whose ratio is 0.95
		const { ratio, value, baseline } = summarise(paired(STEADY));
		assert.deepEqual(ratio, { median: 0.9, min: 0.85, max: 0.95 });
		assert.deepEqual(value, { median: 95, min: 85, max: 270 });
		assert.deepEqual(baseline, { median: 100, min: 100, max: 300 });
	});

	it("should have no ratio without a baseline", () => {
		const { ratio, baseline, value } = summarise(single([3, 1, 2, 5, 4]));
		assert.deepEqual([ratio, baseline], [undefined, undefined]);
		assert.deepEqual(value, { median: 3, min: 1, max: 5 });
	});

	it("should keep every round", () => {
		const measurement = paired(STEADY);
		assert.equal(summarise(measurement).rounds, measurement.rounds);
	});

	const usable = [
		{ name: "ratios that differ by a tenth", measurement: paired(STEADY), isUnusable: false },
		{
			name: "ratios that differ by more than a fifth",
			measurement: paired([...STEADY.slice(1), [70, 100]]),
			isUnusable: true,
		},
		{
			name: "one outlier among fifteen",
			measurement: paired([...Array<[number, number]>(14).fill([90, 100]), [10, 100]]),
			isUnusable: false,
		},
		{
			name: "ratios far below 1",
			measurement: paired([1, 2, 3, 4, 5].map((value) => [value, 10_000])),
			isUnusable: false,
		},
		{ name: "values within a fifth", measurement: single([100, 105, 110, 115, 120]), isUnusable: false },
		{ name: "values beyond a fifth", measurement: single([100, 105, 110, 115, 140]), isUnusable: true },
		{ name: "values that are all 0", measurement: single([0, 0, 0, 0, 0]), isUnusable: false },
	];
	for (const { name, measurement, isUnusable } of usable) {
		it(`should call ${name} ${isUnusable ? "unusable" : "usable"}`, () => {
			assert.equal(summarise(measurement).isUnusable, isUnusable);
		});
	}
});

describe("row", () => {
	it("should show ratio, range and rounds", () => {
		assert.equal(
			row(summarise(paired(STEADY))),
			"transport.receive                             95 messages/s   " +
				"0.90 (0.85 to 0.95) x 100, a bare loop; 5 rounds of 0.25 s",
		);
	});

	it("should show the range without a baseline", () => {
		assert.match(
			row(summarise(single([19_000, 19_100, 19_200, 19_300, 19_400.6]))),
			/ 19,200 bytes\/link +\(19,000 to 19,401\); 5 rounds of 12 s$/,
		);
	});

	it("should flag an unusable figure", () => {
		assert.match(
			row(summarise(paired([...STEADY.slice(1), [50, 100]]))),
			/; UNUSABLE: the median may be anywhere from 0\.50 to 0\.95$/,
		);
	});

	it("should show one significant digit of a tiny ratio", () => {
		assert.match(
			row(summarise(paired([1, 2, 3, 4, 5].map((value) => [value, 10_000])))),
			/ 0\.0003 \(0\.0001 to 0\.0005\) x /,
		);
	});
});
