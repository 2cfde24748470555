import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nameFaults, untested } from "./nameTable.mjs";

/** @param {...string} rows */
const document = (...rows) =>
	["# A", "", "## Flags", "", "| flag | effect |", "| --- | --- |", ...rows, "", "x", ""].join("\n");

describe("nameFaults", () => {
	it("should accept a row for each name", () => {
		assert.deepEqual(nameFaults(document("| `seed` | a |", "| `502` | b |"), "Flags", ["seed", "502"]), []);
	});

	it("should name what has no row", () => {
		assert.deepEqual(nameFaults(document("| `seed` | a |"), "Flags", ["seed", "jitter"]), [
			'has no row for jitter in "Flags"',
		]);
	});

	it("should name rows that the source lacks, and rows that come twice", () => {
		assert.deepEqual(nameFaults(document("| `old` | a |", "| `seed` | b |", "| `seed` | c |"), "Flags", ["seed"]), [
			"has a row for old, which the source lacks",
			"has two rows for seed",
		]);
	});

	it("should miss every name without the section", () => {
		assert.deepEqual(nameFaults("# A\n", "Flags", ["seed"]), ['has no row for seed in "Flags"']);
	});
});

describe("untested", () => {
	it("should find names that no test has as a word", () => {
		assert.deepEqual(untested(["seed", "jitter"], ["mediaJitter: 1, seed: 2"]), ["jitter"]);
	});
});
