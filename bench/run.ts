/**
 * `npm run bench [-- word]`: every benchmark beside its baseline, as a table and as `bench/results.json`.
 * With a word, only the parts that measure a name with it in it.
 */

import { writeFile } from "node:fs/promises";
import { daveBenchmark } from "./daveBenchmark.ts";
import { gatewayServerBenchmark } from "./gatewayServerBenchmark.ts";
import { luauBenchmark } from "./luauBenchmark.ts";
import { relayBenchmark } from "./relayBenchmark.ts";
import { complete, HEADING, row, type Benchmark, type Result } from "./report.ts";
import { voiceConnectionBenchmarks } from "./voiceConnection/benchmark.ts";

const RESULTS = new URL("results.json", import.meta.url);

const BENCHMARKS: ReadonlyArray<Benchmark> = [
	luauBenchmark,
	...voiceConnectionBenchmarks,
	gatewayServerBenchmark,
	relayBenchmark,
	daveBenchmark,
];

const [word = ""] = process.argv.slice(2);
const chosen = BENCHMARKS.filter(({ names }) => names.some((name) => name.includes(word) || word.startsWith(name)));
if (chosen.length === 0) {
	const known = BENCHMARKS.flatMap(({ names }) => names);
	throw new Error(`no benchmark has "${word}" in its name; there are ${known.join(", ")}`);
}

console.log(HEADING);
const results: Array<Result> = [];
for (const benchmark of chosen) {
	await benchmark.run((measured) => {
		const result = complete(measured);
		results.push(result);
		console.log(row(result));
	});
}
await writeFile(RESULTS, `${JSON.stringify(results, undefined, "\t")}\n`);
console.log(`\n${results.length} results, written to bench/results.json`);
