/**
 * `npm run bench [-- word]`: runs all benchmarks, or those with the word in their names, against their baselines. Prints a table
 * and writes `bench/results.json`.
 */

import { writeFile } from "node:fs/promises";
import { HELP, planBenchmarks, type BenchPlan } from "./benchmarks.ts";
import { HEADING, row, summarise, type Result } from "./report.ts";

const RESULTS = new URL("results.json", import.meta.url);

async function run({ benchmarks, rounds }: BenchPlan): Promise<void> {
	console.log(HEADING);
	const results: Array<Result> = [];
	for (const benchmark of benchmarks) {
		await benchmark.run((measurement) => {
			const result = summarise(measurement);
			results.push(result);
			console.log(row(result));
		}, rounds ?? benchmark.rounds);
	}
	await writeFile(RESULTS, `${JSON.stringify(results, undefined, "\t")}\n`);
	console.log(`\nWrote ${results.length} results with all rounds to bench/results.json`);
}

const plan = planBenchmarks(process.argv.slice(2));
if (plan === "help") console.log(HELP);
else await run(plan);
