/** All benchmarks, and their selection by the command line. */

import { daveBenchmark } from "./daveBenchmark.ts";
import { gatewayServerBenchmark } from "./gatewayServerBenchmark.ts";
import { luauBenchmark } from "./luauBenchmark.ts";
import { LEAST_ROUNDS } from "./pairedRounds.ts";
import { mediaPacketBenchmark } from "./mediaPacketBenchmark.ts";
import { mediaRelayBenchmarks } from "./mediaRelayBenchmark.ts";
import { relayBenchmark } from "./relayBenchmark.ts";
import { relayCpuBenchmark, relayFramesBenchmark } from "./relayLoadBenchmark.ts";
import { relayReturnBenchmark } from "./relayReturnBenchmark.ts";
import { relayTrafficBenchmark } from "./relayTrafficBenchmark.ts";
import type { Benchmark } from "./report.ts";
import { roomAnswerBenchmark, roomBytesBenchmark } from "./roomAnswerBenchmark.ts";
import { roomMemoryBenchmark, roomWatchersBenchmark } from "./roomWatchersBenchmark.ts";
import { voiceConnectionBenchmarks } from "./voiceConnection/benchmark.ts";

const BENCHMARKS: ReadonlyArray<Benchmark> = [
	luauBenchmark,
	...voiceConnectionBenchmarks,
	gatewayServerBenchmark,
	relayBenchmark,
	relayReturnBenchmark,
	relayTrafficBenchmark,
	relayFramesBenchmark,
	relayCpuBenchmark,
	roomAnswerBenchmark,
	roomBytesBenchmark,
	roomMemoryBenchmark,
	roomWatchersBenchmark,
	daveBenchmark,
	mediaPacketBenchmark,
	...mediaRelayBenchmarks,
];

const NAMES = BENCHMARKS.flatMap(({ names }) => names).join(", ");

const ROUNDS_OPTION = "--rounds";

export const HELP = [
	"npm run bench -- [WORD] [--rounds N]",
	"",
	"Compares each benchmark with its baseline in paired rounds. Prints a table and writes all rounds to bench/results.json.",
	"",
	"  WORD         run only benchmarks with this word in their names:",
	`               ${NAMES}`,
	`  --rounds N   number of rounds, at least ${LEAST_ROUNDS}; defaults:`,
	`               (${BENCHMARKS.map(({ names: [name], rounds }) => `${name}: ${rounds}`).join(", ")})`,
].join("\n");

export interface BenchPlan {
	readonly benchmarks: ReadonlyArray<Benchmark>;
	/** @default each benchmark's own */
	readonly rounds: number | undefined;
}

/**
 * @param words Command-line arguments: part of the name of a benchmark or of one of its figures, and the option.
 * @returns "help" for `--help`.
 * @throws Error With a readable message, if no benchmark matches or there are too few rounds.
 */
export function planBenchmarks(words: ReadonlyArray<string>): BenchPlan | "help" {
	if (words.includes("--help")) return "help";
	const at = words.indexOf(ROUNDS_OPTION);
	const rounds = at === -1 ? undefined : readRounds(words[at + 1]);
	const word = (at === -1 ? words : words.toSpliced(at, 2)).join(" ");
	const benchmarks = BENCHMARKS.filter(({ names }) =>
		names.some((name) => name.includes(word) || word.startsWith(name)),
	);
	if (benchmarks.length > 0) return { benchmarks, rounds };
	throw new Error(`no benchmark has "${word}" in its name; there are ${NAMES}`);
}

function readRounds(text = ""): number {
	const rounds = Number(text);
	if (text !== "" && Number.isSafeInteger(rounds) && rounds >= LEAST_ROUNDS) return rounds;
	throw new Error(`${ROUNDS_OPTION} must be an integer of at least ${LEAST_ROUNDS}, got "${text}"`);
}
