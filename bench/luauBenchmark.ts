/** The benchmarks that run in Luau, under Lune, against a flood that another process sends. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { startFlood } from "./flood.ts";
import type { Benchmark, Result } from "./report.ts";

/** Messages of a flood: enough for half a second. */
const FLOOD_COUNT = 40_000;

export const luauBenchmark: Benchmark = {
	names: ["transport", "gateway"],
	async run(report) {
		const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
		const flood = await startFlood(FLOOD_COUNT);
		const child = spawn(lune, ["run", "lune/bench.luau", place], {
			stdio: ["ignore", "pipe", "inherit"],
			env: { ...process.env, BENCH_URL: flood.url, BENCH_COUNT: String(FLOOD_COUNT) },
		});
		createInterface(child.stdout).on("line", (line) => {
			if (line.startsWith("@")) report(JSON.parse(line.slice(1)) as Result);
			else console.log(line);
		});
		const code = await new Promise<number>((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (status) => resolve(status ?? 1));
		});
		await flood.close();
		if (code !== 0) throw new Error(`lune ended with exit code ${code}`);
	},
};
