import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HELP, readSoakOptions } from "./soakOptions.ts";

describe("readSoakOptions", () => {
	const taken: ReadonlyArray<readonly [words: ReadonlyArray<string>, seconds: number]> = [
		[[], 6],
		[["1"], 1],
		[["2.5"], 2.5],
		[["3600"], 3600],
	];
	for (const [words, seconds] of taken) {
		it(`should read ${JSON.stringify(words)} as ${seconds} seconds`, () => {
			assert.deepEqual(readSoakOptions(words), { seconds });
		});
	}

	for (const words of [
		["abc"],
		["-1"],
		["0"],
		["0.9"],
		["3601"],
		["1e9"],
		[""],
		[" "],
		["NaN"],
		["6", "7"],
		["--fast"],
	]) {
		it(`should reject ${JSON.stringify(words)} and state the range`, () => {
			const message = `SECONDS must be a number from 1 to 3600, got "${words.join(" ")}"`;
			assert.throws(() => readSoakOptions(words), { message });
		});
	}

	it("should state the range in the help", () => {
		assert.equal(readSoakOptions(["--help"]), "help");
		assert.match(HELP, /from 1 to 3600; default: 6/);
	});
});
