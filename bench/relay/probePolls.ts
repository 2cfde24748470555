/** What a quiet link notices of the relay's other work: how long its polls take that ask for an answer at once. */

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { TOKEN } from "./relayProcess.ts";

/** Milliseconds in which the first requests warm both sides up. */
const WARM_UP = 500;

/** Settings that let the probe poll as often as it does. */
export const PROBE_LIMITS = { RELAY_PACE_PER_MIN: "6000", RELAY_REQUESTS_PER_MIN: "1000000" };

/** Runs `action` beside a probe. @returns How long its polls took meanwhile, in milliseconds. */
export async function probePolls(url: string, action: () => Promise<unknown>): Promise<ReadonlyArray<number>> {
	const probe = new Worker(new URL("pollProbe.mjs", import.meta.url), { workerData: { url, token: TOKEN } });
	await once(probe, "message");
	await delay(WARM_UP);
	probe.postMessage("reset");
	await action();
	probe.postMessage("end");
	const [times] = (await once(probe, "message")) as [ReadonlyArray<number>];
	return times;
}
