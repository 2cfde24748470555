/**
 * `npm run bench`: every benchmark beside its baseline, as a table and as `bench/results.json`.
 */

import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { startFlood } from "./flood.ts";

interface Result {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly baseline?: number;
	readonly baselineName?: string;
	/** Value to baseline; as the benchmark paired them, else as they are. */
	readonly ratio?: number;
}

const RESULTS = new URL("results.json", import.meta.url);

/** Messages of a flood: enough for half a second. */
const FLOOD_COUNT = 40_000;

async function runLuau(): Promise<Array<Result>> {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	const flood = await startFlood(FLOOD_COUNT);
	const child = spawn(lune, ["run", "lune/bench.luau", place], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, BENCH_URL: flood.url, BENCH_COUNT: String(FLOOD_COUNT) },
	});
	const results: Array<Result> = [];
	createInterface(child.stdout).on("line", (line) => {
		if (!line.startsWith("@")) return console.log(line);
		const result = complete(JSON.parse(line.slice(1)) as Result);
		results.push(result);
		console.log(row(result));
	});
	const code = await new Promise<number>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (status) => resolve(status ?? 1));
	});
	await flood.close();
	if (code !== 0) throw new Error(`lune ended with exit code ${code}`);
	return results;
}

function complete(result: Result): Result {
	if (result.baseline === undefined) return result;
	return { ...result, ratio: result.ratio ?? result.value / result.baseline };
}

function row({ name, value, unit, baseline, baselineName, ratio }: Result): string {
	const own = `${name.padEnd(26)}${format(value).padStart(12)} ${unit.padEnd(12)}`;
	if (baseline === undefined || ratio === undefined) return own.trimEnd();
	return `${own}${ratio.toFixed(2).padStart(7)} x ${format(baseline)} (${baselineName ?? "baseline"})`;
}

function format(value: number): string {
	return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}

console.log("name".padEnd(26) + "value".padStart(12) + " unit".padEnd(13) + "  ratio");
const results = await runLuau();
await writeFile(RESULTS, `${JSON.stringify(results, undefined, "\t")}\n`);
console.log(`\n${results.length} results, written to bench/results.json`);
