/**
 * Entry point of `npm run mutate`: runs the mutants of a folder and prints the results. Edge: console, files, processes.
 */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../setup/paths.mjs";
import { chooseSources, chooseTests } from "./choose.mjs";
import { HELP, readMutateWords } from "./mutateWords.mjs";
import { reportLines } from "./report.mjs";
import { sample } from "./sample.mjs";

const options = readMutateWords(process.argv.slice(2));
if (options === "help") console.log(HELP);
else await run(options);

/** @param {import("./mutateWords.mjs").MutateOptions} options */
async function run(options) {
	const results = options.folder.runner === "luau" ? await runInLuau(options) : await runInNode(options);
	for (const line of reportLines(results, (name) => readFileSync(join(root, name), "utf8"))) console.log(line);
}

// the runners are loaded late, so that help does not wait for them

/**
 * @param {import("./mutateWords.mjs").MutateOptions} options
 * @returns {Promise<readonly import("./report.mjs").Result[]>}
 */
async function runInNode({ folder, target }) {
	const { runStryker } = await import("./stryker.mjs");
	const results = await runStryker(chooseSources(target), chooseTests(folder));
	return results.map((result) => ({ ...result, fileName: relative(root, result.fileName) }));
}

/**
 * @param {import("./mutateWords.mjs").MutateOptions} options
 * @returns {Promise<readonly import("./report.mjs").Result[]>}
 */
async function runInLuau({ target, draw: { size, seed } }) {
	const { runLuau } = await import("./luau.mjs");
	return runLuau(chooseSources(target), (mutants) => {
		const drawn = sample(mutants, size, seed);
		console.log(`${drawn.length} of ${mutants.length} mutants are tried, drawn with seed ${seed}`);
		return drawn;
	});
}
