import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "../setup/paths.mjs";
import { bundlePath } from "./bundlePath.mjs";
import { chooseSources, chooseTests } from "./choose.mjs";
import { folders } from "./folders.mjs";
import { HELP, readMutateWords } from "./mutateWords.mjs";
import { applyMutant } from "./luauMutants.mjs";
import { reportLines } from "./report.mjs";
import { sample } from "./sample.mjs";

describe("the table of mutation testing", () => {
	for (const folder of folders) {
		it(`should name what is there for ${folder.path}`, () => {
			assert.ok(statSync(join(root, folder.path)).isDirectory());
			for (const path of [...folder.tests, ...folder.last, ...folder.without]) {
				assert.ok(existsSync(join(root, path)), path);
			}
		});

		it(`should run a test for ${folder.path} once, and those that cost most at the end`, () => {
			const tests = chooseTests(folder);
			assert.ok(tests.length > 0);
			assert.equal(new Set(tests).size, tests.length);
			assert.deepEqual(tests.slice(tests.length - folder.last.length), folder.last);
			for (const path of folder.without) assert.ok(!tests.includes(path));
		});
	}
});

describe("chooseSources", () => {
	it("should take the sources of a folder, and no test", () => {
		const sources = chooseSources("packages/shared/mls");
		assert.deepEqual(sources, [
			"packages/shared/mls/TlsReader.ts",
			"packages/shared/mls/mls.ts",
			"packages/shared/mls/snowflake.ts",
			"packages/shared/mls/tls.ts",
		]);
	});

	it("should take one file", () => {
		assert.deepEqual(chooseSources("packages/shared/mls/tls.ts"), ["packages/shared/mls/tls.ts"]);
	});
});

describe("readMutateWords", () => {
	for (const word of ["packages/shared/mls", "packages/shared/mls/", "packages/shared/mls/tls.ts"]) {
		it(`should find the folder of ${word}`, () => {
			const options = readMutateWords([word]);
			assert.ok(options !== "help");
			assert.equal(options.folder.path, "packages/shared/mls");
			assert.equal(options.target, word.replace(/\/$/, ""));
		});
	}

	it("should draw a hundred mutants of what Roblox runs, or as the words say", () => {
		/** @param {readonly string[]} words */
		const read = (...words) => readMutateWords(["src/protocol/voice", ...words]);
		const [usual, own] = [read(), read("--sample", "7", "--seed=9")];
		assert.ok(usual !== "help" && own !== "help");
		assert.deepEqual(
			[usual.draw, own.draw],
			[
				{ size: 100, seed: 1 },
				{ size: 7, seed: 9 },
			],
		);
	});

	for (const text of ["0", "-1", "1.5", "all", "1000001"]) {
		it(`should refuse a sample of ${text}`, () => {
			const message = `--sample must be an integer from 1 to 1000000, got "${text}"`;
			assert.throws(() => readMutateWords(["src/protocol", `--sample=${text}`]), { message });
		});
	}

	it("should refuse to draw where all are tried", () => {
		const message = "--sample and --seed are for src/protocol; all mutants of packages/shared/mls are tried";
		assert.throws(() => readMutateWords(["packages/shared/mls", "--seed", "2"]), { message });
	});

	for (const words of [
		[],
		[""],
		["packages"],
		["packages/shared/mlsx"],
		["packages/shared/mls", "packages/shared/mls"],
		["--wat"],
	]) {
		it(`should refuse ${JSON.stringify(words)}`, () => {
			assert.throws(() => readMutateWords(words), /needs a folder of packages\/shared\/mls|Unknown option/);
		});
	}

	it("should help, and name every folder", () => {
		assert.equal(readMutateWords(["packages/shared/mls", "--help"]), "help");
		for (const { path } of folders) assert.ok(HELP.includes(path));
	});
});

describe("reportLines", () => {
	const text = "const a = 1;\nif (a <\n\t2) run();\n";
	const location = { start: { line: 1, column: 11 }, end: { line: 1, column: 12 } };
	const mutant = { fileName: "a.ts", location, mutatorName: "Number", replacement: "2", status: "Killed" };

	it("should show the code of each survivor in one line, and what it became", () => {
		const split = { start: { line: 2, column: 5 }, end: { line: 3, column: 3 } };
		const survivors = [
			{ ...mutant, status: "Survived" },
			{ ...mutant, location: split, replacement: `"${"x".repeat(80)}"`, status: "NoCoverage" },
		];
		assert.deepEqual(reportLines(survivors, () => text).slice(0, 2), [
			"a.ts:1:11  Number  1  became  2",
			`a.ts:2:5  Number  a < 2  became  "${"x".repeat(59)}…`,
		]);
	});

	it("should give the score of each file and of all, without mutants that cannot run", () => {
		const results = [
			mutant,
			{ ...mutant, status: "Timeout" },
			{ ...mutant, status: "RuntimeError" },
			{ ...mutant, fileName: "longer.ts", status: "CompileError" },
			{ ...mutant, fileName: "longer.ts", status: "Survived" },
			{ ...mutant, fileName: "longer.ts", status: "Ignored" },
		];
		assert.deepEqual(reportLines(results, () => text).slice(1), [
			"a.ts       100.0 %  2 of 2 killed, 1 that cannot run",
			"longer.ts    0.0 %  0 of 1 killed, 1 that cannot run, 1 left out: run while files are loaded",
			"all         66.7 %  2 of 3 killed, 2 that cannot run, 1 left out: run while files are loaded",
		]);
	});

	it("should say that there was no mutant", () => {
		assert.deepEqual(
			reportLines([], () => text),
			["all      - %  0 of 0 killed"],
		);
	});
});

describe("bundlePath", () => {
	it("should be beside the test", () => {
		assert.equal(bundlePath("packages/shared/mls/tls.test.ts"), "packages/shared/mls/tls.test.bundle.mjs");
	});
});

describe("sample", () => {
	const values = Array.from({ length: 50 }, (_, index) => index);

	it("should draw as many different ones, in their order, the same for the same seed", () => {
		const drawn = sample(values, 10, 1);
		assert.equal(drawn.length, 10);
		assert.deepEqual(
			[...new Set(drawn)].sort((one, other) => one - other),
			drawn,
		);
		assert.deepEqual(sample(values, 10, 1), drawn);
		assert.notDeepEqual(sample(values, 10, 2), drawn);
	});

	it("should draw all if there are no more", () => {
		assert.deepEqual(sample(values, 50, 1), values);
		assert.deepEqual(sample(values, 51, 1), values);
		assert.deepEqual(sample([], 5, 1), []);
	});
});

describe("applyMutant", () => {
	it("should put the replacement where its code was, over lines too", () => {
		const text = "a(\n\tb,\n);\n";
		const mutant = { fileName: "a.ts", mutatorName: "Call", replacement: "{}" };
		const location = { start: { line: 1, column: 2 }, end: { line: 3, column: 2 } };
		assert.equal(applyMutant({ ...mutant, location }, text), "a{};\n");
	});
});
