/** What end-to-end encryption costs the relay, and those who have nothing to do with it. */

import { joinCost, type JoinCost } from "./dave/join.ts";
import { pollBlock } from "./dave/pollBlock.ts";
import { stormCost, type StormCost } from "./dave/storm.ts";
import type { Benchmark } from "./report.ts";

/** Joins of each size, of which the middle one counts. */
const ROUNDS = 9;
/** The same for those of many at once. */
const STORM_ROUNDS = 3;

export const daveBenchmark: Benchmark = {
	names: ["dave.join", "dave.storm", "dave.poll.block"],
	async run(report) {
		for (const members of [10, 99] as const) {
			const costs: Array<JoinCost> = [];
			for (let round = 0; round < ROUNDS; round += 1) costs.push(await joinCost(members));
			costs.sort((one, other) => one.whole - other.whole);
			const { whole: value, library: baseline } = costs[Math.floor(ROUNDS / 2)]!;
			report({ name: `dave.join.${members}`, value, unit: "ms of CPU", baseline, baselineName: "davey alone" });
		}
		for (const joining of [10, 98] as const) {
			const costs: Array<StormCost> = [];
			for (let round = 0; round < STORM_ROUNDS; round += 1) costs.push(await stormCost(joining));
			costs.sort((one, other) => one.together - other.together);
			const { together: value, separately: baseline } = costs[Math.floor(STORM_ROUNDS / 2)]!;
			const baselineName = "a commit for each";
			report({ name: `dave.storm.${joining}`, value, unit: "ms of CPU", baseline, baselineName });
		}
		const { quiet, joining } = await pollBlock();
		report({ name: "dave.poll.block", value: joining, unit: "ms", baseline: quiet, baselineName: "nobody joins" });
	},
};
