/** The voice connection beside the published `@discordjs/voice`: storms, recovery, and a thousand reconnects. */

import type { Benchmark } from "../report.ts";
import { benchReconnects } from "./reconnects.ts";
import { benchRecover } from "./recover.ts";
import { benchStorm } from "./storm.ts";

export const voiceConnectionBenchmark: Benchmark = {
	names: ["voice-connection"],
	async run(report) {
		await benchStorm(report);
		await benchRecover(report);
		await benchReconnects(report);
	},
};
