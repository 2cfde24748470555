import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planBenchmarks } from "./benchmarks.ts";

function plan(...words: ReadonlyArray<string>) {
	const planned = planBenchmarks(words);
	assert.notEqual(planned, "help");
	return planned as Exclude<typeof planned, "help">;
}

describe("planBenchmarks", () => {
	const cases = [
		{ words: [], names: 19, rounds: undefined },
		{ words: ["relay"], names: 5, rounds: undefined },
		{ words: ["room"], names: 4, rounds: undefined },
		{ words: ["voice-connection"], names: 3, rounds: undefined },
		{ words: ["dave.join.99"], names: 1, rounds: undefined },
		{ words: ["--rounds", "9"], names: 19, rounds: 9 },
		{ words: ["relay", "--rounds", "5"], names: 5, rounds: 5 },
		{ words: ["--rounds", "21", "relay"], names: 5, rounds: 21 },
	];
	for (const { words, names, rounds } of cases) {
		it(`should plan ${names} benchmarks for [${words.join(" ")}]`, () => {
			const planned = plan(...words);
			assert.deepEqual([planned.benchmarks.length, planned.rounds], [names, rounds]);
		});
	}

	it("should have at least five rounds by default", () => {
		for (const { names, rounds } of plan().benchmarks) assert.ok(rounds >= 5, names.join());
	});

	for (const rounds of ["4", "0", "-5", "5.5", "many", ""]) {
		it(`should reject "${rounds}" as rounds`, () => {
			const fault = new RegExp(`^Error: --rounds must be an integer of at least 5, got "${rounds}"$`);
			assert.throws(() => planBenchmarks(["--rounds", rounds]), fault);
		});
	}

	it("should reject --rounds without a value", () => {
		assert.throws(() => planBenchmarks(["--rounds"]), /must be an integer of at least 5, got ""$/);
	});

	it("should reject a word without a match", () => {
		assert.throws(
			() => planBenchmarks(["nothing"]),
			/^Error: no benchmark has "nothing" in its name; there are transport, /,
		);
	});

	it("should show its help", () => assert.equal(planBenchmarks(["--help"]), "help"));
});
