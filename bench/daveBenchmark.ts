/** What end-to-end encryption costs the relay, and those who have nothing to do with it. */

import { joinMilliseconds } from "./dave/join.ts";
import { pollBlock } from "./dave/pollBlock.ts";
import type { Benchmark } from "./report.ts";

/** Joins of each size, of which the middle one counts. */
const ROUNDS = 5;
/** Milliseconds. */
const JOIN_AIMS = { 10: 20, 99: 100 } as const;
const BLOCK_AIM = 50;

export const daveBenchmark: Benchmark = {
	names: ["dave.join", "dave.poll.block"],
	async run(report) {
		for (const members of [10, 99] as const) {
			const times: Array<number> = [];
			for (let round = 0; round < ROUNDS; round += 1) times.push(await joinMilliseconds(members));
			const value = times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
			const baseline = JOIN_AIMS[members];
			report({ name: `dave.join.${members}`, value, unit: "ms", baseline, baselineName: "aim" });
		}
		const { quiet, joining } = await pollBlock();
		report({ name: "dave.poll.block", value: joining, unit: "ms", baseline: BLOCK_AIM, baselineName: "aim" });
		report({ name: "dave.poll.quiet", value: quiet, unit: "ms" });
	},
};
