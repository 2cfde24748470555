import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byCount, shorten, tableHead, tableRow } from "./report.ts";
import type { Feeling } from "./verdict.ts";

const MIB = 2 ** 20;

function feeling(p99: number): Feeling {
	const summary = { count: 100, p50: p99 / 2, p99, max: p99 };
	return { polls: summary, newcomers: summary, faults: {} };
}

const RESULT = {
	attack: { name: "fragments", input: "", run: async () => {} },
	measured: {
		calm: feeling(4),
		attacked: feeling(20),
		control: feeling(5),
		idleMemory: 100 * MIB,
		peakMemory: 120 * MIB,
		total: 32 * MIB,
		failures: [],
		relayEnd: undefined,
	},
	stops: { "429 rate_limited": 7 },
	cpuSeconds: 1.25,
	seconds: 6,
	logSize: MIB / 2,
};

describe("tableRow", () => {
	it("should have as many cells as the head", () => {
		const cells = tableHead()
			.split("\n")
			.map((line) => line.split("|").length);
		assert.deepEqual(cells, [cells[0], cells[0]]);
		assert.equal(tableRow(RESULT).split("|").length, cells[0]);
	});

	it("should show measurements and limits", () => {
		assert.equal(
			tableRow(RESULT),
			"| fragments | 2.0 → 10 | 4.0 → 20 (30; 5.0) | 2.0 → 10 | 100 → 120 (196) | 1.3 in 6 | 0.5 | 7 × 429 rate_limited | held |",
		);
	});

	it("should state why a row failed", () => {
		const measured = { ...RESULT.measured, attacked: feeling(50) };
		assert.match(tableRow({ ...RESULT, measured }), /FAILED: p99 50 ms, limit 30 ms \|$/);
	});
});

describe("shorten", () => {
	it("should return undefined without texts", () => assert.equal(shorten([], 2), undefined));
	it("should join texts up to the limit", () => assert.equal(shorten(["a", "b"], 2), "a; b"));
	it("should count omitted texts", () => assert.equal(shorten(["a", "b", "c", "d"], 2), "a; b; and 2 more"));
});

describe("byCount", () => {
	it("should start with the most frequent", () => assert.deepEqual(byCount({ a: 1, b: 3 }), ["3 × b", "1 × a"]));
});
