/** Every benchmark, and which of them a command line asks for. */

import { daveBenchmark } from "./daveBenchmark.ts";
import { gatewayServerBenchmark } from "./gatewayServerBenchmark.ts";
import { luauBenchmark } from "./luauBenchmark.ts";
import { relayBenchmark } from "./relayBenchmark.ts";
import type { Benchmark } from "./report.ts";
import { voiceConnectionBenchmarks } from "./voiceConnection/benchmark.ts";

const BENCHMARKS: ReadonlyArray<Benchmark> = [
	luauBenchmark,
	...voiceConnectionBenchmarks,
	gatewayServerBenchmark,
	relayBenchmark,
	daveBenchmark,
];

const NAMES = BENCHMARKS.flatMap(({ names }) => names).join(", ");

export const HELP = [
	"npm run bench -- [WORD]",
	"",
	"Every benchmark beside its baseline, as a table and as bench/results.json.",
	"",
	"  WORD   only those with it in their name; there are:",
	`         ${NAMES}`,
].join("\n");

/**
 * @param words Of the command line: at most one, which may go on after a benchmark's name as its results' names do.
 * @returns "help" if it was asked for.
 * @throws Error In words for the user, if no benchmark has it in its name.
 */
export function chooseBenchmarks(words: ReadonlyArray<string>): ReadonlyArray<Benchmark> | "help" {
	if (words.includes("--help")) return "help";
	const word = words.join(" ");
	const chosen = BENCHMARKS.filter(({ names }) => names.some((name) => name.includes(word) || word.startsWith(name)));
	if (chosen.length > 0) return chosen;
	throw new Error(`no benchmark has "${word}" in its name; there are ${NAMES}`);
}
