/** The Luau benchmarks, run under Lune against a flood from another process. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { startFlood } from "./flood.ts";
import type { Benchmark, Measurement } from "./report.ts";

/** Messages per flood. They take a fraction of a second, so that both sides of a round run under the same load. */
const FLOOD_COUNT = 10_000;

export const luauBenchmark: Benchmark = {
	names: ["transport", "gateway"],
	rounds: 31,
	async run(report, rounds) {
		const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
		const flood = await startFlood(FLOOD_COUNT);
		const child = spawn(lune, ["run", "lune/bench.luau", place], {
			stdio: ["ignore", "pipe", "inherit"],
			env: {
				...process.env,
				BENCH_URL: flood.url,
				BENCH_COUNT: String(FLOOD_COUNT),
				BENCH_ROUNDS: String(rounds),
			},
		});
		createInterface(child.stdout).on("line", (line) => {
			if (line.startsWith("@")) report(JSON.parse(line.slice(1)) as Measurement);
			else console.log(line);
		});
		const code = await new Promise<number>((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (status) => resolve(status ?? 1));
		});
		await flood.close();
		if (code !== 0) throw new Error(`lune exited with code ${code}`);
	},
};
