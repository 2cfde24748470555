/** Cost of media for the relay, latency of its reports, and cost for unrelated links. */

import { coreShare, latencies, pollTime, type Latencies } from "./media/measure.ts";
import { pairedRounds, singleRounds, type Round } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";
import { quantile } from "./statistics.ts";

const SHARES = [
	["p50", 0.5],
	["p99", 0.99],
] as const;

export const mediaRelayBenchmarks: ReadonlyArray<Benchmark> = [
	{
		names: ["media.speakers"],
		rounds: 5,
		async run(report, count) {
			for (const speakers of [25, 99] as const) {
				const rounds = await singleRounds(count, () => coreShare(speakers));
				report({ name: `media.speakers.${speakers}`, unit: "% of a core", rounds });
			}
		},
	},
	{
		names: ["media.latency"],
		rounds: 5,
		async run(report, count) {
			const rounds = await singleRounds(count, latencies);
			for (const kind of ["start", "stop"] as const) {
				for (const [name, share] of SHARES) {
					report({ name: `media.latency.${kind}.${name}`, unit: "ms", rounds: figure(rounds, kind, share) });
				}
			}
		},
	},
	{
		names: ["media.poll.block"],
		rounds: 5,
		async run(report, count) {
			for (const load of ["speakers", "flood"] as const) {
				const sides = { value: () => pollTime(load, false), baseline: () => pollTime(load, true) };
				const rounds = await pairedRounds(count, sides);
				const baselineName = "with packets sent elsewhere";
				report({ name: `media.poll.block.${load}`, unit: "ms, p99", baselineName, rounds });
			}
		},
	},
];

function figure(rounds: ReadonlyArray<Round<Latencies>>, kind: keyof Latencies, share: number): ReadonlyArray<Round> {
	return rounds.map(({ value, seconds }) => ({ value: quantile(value[kind], share), seconds }));
}
