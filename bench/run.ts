/**
 * `npm run bench [-- word]`: every benchmark beside its baseline, as a table and as `bench/results.json`.
 * With a word, only the parts that measure a name with it in it.
 */

import { writeFile } from "node:fs/promises";
import { chooseBenchmarks, HELP } from "./benchmarks.ts";
import { complete, HEADING, row, type Benchmark, type Result } from "./report.ts";

const RESULTS = new URL("results.json", import.meta.url);

async function run(benchmarks: ReadonlyArray<Benchmark>): Promise<void> {
	console.log(HEADING);
	const results: Array<Result> = [];
	for (const benchmark of benchmarks) {
		await benchmark.run((measured) => {
			const result = complete(measured);
			results.push(result);
			console.log(row(result));
		});
	}
	await writeFile(RESULTS, `${JSON.stringify(results, undefined, "\t")}\n`);
	console.log(`\n${results.length} results, written to bench/results.json`);
}

const chosen = chooseBenchmarks(process.argv.slice(2));
if (chosen === "help") console.log(HELP);
else await run(chosen);
