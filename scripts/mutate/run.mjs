/**
 * Entry of `npm run mutate`: runs one folder's mutants, and prints what became of them. Edge: console, files, processes.
 */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../setup/paths.mjs";
import { chooseSources, chooseTests } from "./choose.mjs";
import { HELP, readMutateWords } from "./mutateWords.mjs";
import { reportLines } from "./report.mjs";

const options = readMutateWords(process.argv.slice(2));
if (options === "help") console.log(HELP);
else await run(options);

/** @param {import("./mutateWords.mjs").MutateOptions} options */
async function run({ folder, target }) {
	// loaded only now: help should not wait for it
	const { runStryker } = await import("./stryker.mjs");
	const results = await runStryker(chooseSources(target), chooseTests(folder));
	const named = results.map((result) => ({ ...result, fileName: relative(root, result.fileName) }));
	for (const line of reportLines(named, (name) => readFileSync(join(root, name), "utf8"))) console.log(line);
}
