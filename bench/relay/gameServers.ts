/** Game servers at a relay: the Roblox client itself, run under Lune. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { seededRandom } from "../../packages/shared/random.ts";
import { startRelayProcess, TOKEN } from "./relayProcess.ts";
import { tokenFor, TrafficServer } from "./TrafficServer.ts";

/** Speakers come as messages, not from packets, so that only messages count. */
const SETTINGS = { RELAY_DAVE_SESSIONS: "0", RELAY_MEDIA_SESSIONS: "0" };
const SEED = 17;

/** Same as in `bench/luau/relayTraffic.ts`. */
export interface TrafficAccount {
	readonly requests: number;
	readonly latencies: ReadonlyArray<number>;
	readonly seconds: number;
}

interface TrafficPlan extends TrafficTimes {
	readonly relay: { readonly url: string; readonly token: string };
	readonly endpoint: string;
	readonly gameServers: ReadonlyArray<string>;
}

export interface TrafficTimes {
	/** Seconds before the measurement. */
	readonly warmUp: number;
	/** Seconds of the measurement. */
	readonly seconds: number;
}

/**
 * Runs one game server for each load, side by side, at a relay with its default settings.
 *
 * @param loads Messages a minute.
 * @returns An account for each load.
 */
export async function measureTraffic(
	loads: ReadonlyArray<number>,
	times: TrafficTimes,
): Promise<ReadonlyArray<TrafficAccount>> {
	const far = await TrafficServer.start(seededRandom(SEED));
	const relay = await startRelayProcess({ RELAY_INSECURE_ALLOW: far.endpoint, ...SETTINGS });
	try {
		return await runLune({
			relay: { url: relay.url, token: TOKEN },
			endpoint: `ws://${far.endpoint}`,
			gameServers: loads.map(tokenFor),
			...times,
		});
	} finally {
		await relay.kill();
		far.close();
	}
}

/** @throws If the program fails. */
async function runLune(plan: TrafficPlan): Promise<ReadonlyArray<TrafficAccount>> {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	const child = spawn(lune, ["run", "lune/benchRelay.luau", place], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, BENCH_PLAN: JSON.stringify(plan) },
	});
	let accounts: ReadonlyArray<TrafficAccount> = [];
	createInterface(child.stdout).on("line", (line) => {
		if (line.startsWith("@")) accounts = JSON.parse(line.slice(1)) as ReadonlyArray<TrafficAccount>;
		else console.log(line);
	});
	const code = await new Promise<number>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (status) => resolve(status ?? 1));
	});
	if (code !== 0) throw new Error(`lune exited with code ${code}`);
	return accounts;
}
