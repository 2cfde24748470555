/** Effect of the relay's other work on an idle link: the latency of polls that request an immediate answer. */

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { TOKEN } from "./relayProcess.ts";

/** Length of the warm-up in milliseconds. */
const WARM_UP = 500;

/** Relay settings that allow the probe's polls. */
export const PROBE_LIMITS = { RELAY_PACE_PER_MIN: "6000", RELAY_REQUESTS_PER_MIN: "1000000" };

/** Runs `action` with a probe. @returns The latencies of its polls in milliseconds. */
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
