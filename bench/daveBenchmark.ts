/** What end-to-end encryption costs the relay, and those who have nothing to do with it. */

import { joinCost, type JoinCost } from "./dave/join.ts";
import { pollBlock } from "./dave/pollBlock.ts";
import type { Benchmark } from "./report.ts";

/** Joins of each size, of which the middle one counts. */
const ROUNDS = 9;

export const daveBenchmark: Benchmark = {
	names: ["dave.join", "dave.poll.block"],
	async run(report) {
		for (const members of [10, 99] as const) {
			const costs: Array<JoinCost> = [];
			for (let round = 0; round < ROUNDS; round += 1) costs.push(await joinCost(members));
			costs.sort((one, other) => one.whole - other.whole);
			const { whole: value, library: baseline } = costs[Math.floor(ROUNDS / 2)]!;
			report({ name: `dave.join.${members}`, value, unit: "ms of CPU", baseline, baselineName: "davey alone" });
		}
		const { quiet, joining } = await pollBlock();
		report({ name: "dave.poll.block", value: joining, unit: "ms", baseline: quiet, baselineName: "nobody joins" });
	},
};
