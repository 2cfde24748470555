import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { median, medianRange, quantile, spreadOf } from "./statistics.ts";

/** The numbers from 1 to `count`, shuffled. */
function shuffled(count: number): Array<number> {
	const values = Array.from({ length: count }, (_, index) => index + 1);
	return [...values.filter((value) => value % 2 === 0).reverse(), ...values.filter((value) => value % 2 === 1)];
}

describe("median", () => {
	const cases = [
		{ values: [3], expected: 3 },
		{ values: [10, 9, 100], expected: 10 },
		{ values: [4, 1, 3, 2], expected: 2.5 },
		{ values: [-5, 100, 0, 7, 7], expected: 7 },
	];
	for (const { values, expected } of cases) {
		it(`should be ${expected} for ${values.join(", ")}`, () => assert.equal(median(values), expected));
	}

	it("should not reorder its argument", () => {
		const values = [3, 1, 2];
		median(values);
		assert.deepEqual(values, [3, 1, 2]);
	});

	it("should reject an empty list", () =>
		assert.throws(() => median([]), /^RangeError: the list of values is empty$/));
});

describe("spreadOf", () => {
	it("should return minimum and maximum", () => {
		assert.deepEqual(spreadOf([5, 1, 10, 9, 2]), { median: 5, min: 1, max: 10 });
	});
});

describe("medianRange", () => {
	// ranks from the usual table of confidence intervals for a median, at 93 % or more
	const cases = [
		{ count: 1, expected: [1, 1] },
		{ count: 4, expected: [1, 4] },
		{ count: 5, expected: [1, 5] },
		{ count: 7, expected: [1, 7] },
		{ count: 8, expected: [1, 8] },
		{ count: 9, expected: [2, 8] },
		{ count: 11, expected: [3, 9] },
		{ count: 15, expected: [4, 12] },
		{ count: 25, expected: [8, 18] },
	];
	for (const { count, expected } of cases) {
		it(`should span ranks ${expected.join(" to ")} of ${count}`, () => {
			assert.deepEqual(medianRange(shuffled(count)), expected);
		});
	}
});

describe("quantile", () => {
	for (const [share, value] of [
		[0, 1],
		[0.5, 5],
		[0.51, 6],
		[0.99, 10],
		[1, 10],
	] as const) {
		it(`should return ${value} for ${share} of 1 to 10`, () => {
			assert.equal(quantile([10, 3, 1, 2, 5, 4, 6, 9, 8, 7], share), value);
		});
	}
});
