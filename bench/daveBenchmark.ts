/** Cost of end-to-end encryption for the relay and for unrelated links. */

import { joinCost } from "./dave/join.ts";
import { pollBlock } from "./dave/pollBlock.ts";
import { stormCosts } from "./dave/storm.ts";
import { pairedRounds, singleRounds } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";

export const daveBenchmark: Benchmark = {
	names: ["dave.join", "dave.storm", "dave.poll.block"],
	rounds: 9,
	async run(report, count) {
		for (const members of [10, 99] as const) {
			const joins = await singleRounds(count, () => joinCost(members));
			// the library's share is part of the same measurement, so there is no order to alternate
			const rounds = joins.map(({ value, seconds }) => ({
				value: value.whole,
				baseline: value.library,
				seconds,
			}));
			report({ name: `dave.join.${members}`, unit: "ms of CPU", baselineName: "only davey", rounds });
		}
		for (const joining of [10, 98] as const) {
			const rounds = await pairedRounds(count, await stormCosts(joining));
			report({ name: `dave.storm.${joining}`, unit: "ms of CPU", baselineName: "one commit per join", rounds });
		}
		const rounds = await pairedRounds(count, pollBlock);
		report({ name: "dave.poll.block", unit: "ms", baselineName: "without joins", rounds });
	},
};
