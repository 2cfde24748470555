/** Cost of media for the relay and latency of its reports, with the relay in a process and a voice server in a thread. */

import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { PROBE_LIMITS, probePolls } from "../relay/probePolls.ts";
import { startRelayProcess, type RelayProcess } from "../relay/relayProcess.ts";
import { quantile } from "../statistics.ts";
import { FarThread } from "./FarThread.ts";
import { MediaLink } from "./MediaLink.ts";

interface Bed {
	readonly relay: RelayProcess;
	readonly far: FarThread;
	readonly link: MediaLink;
}

export interface Latencies {
	readonly start: ReadonlyArray<number>;
	readonly stop: ReadonlyArray<number>;
}

/** Milliseconds over which CPU time is counted. */
const SPAN = 4000;
/** Length of the warm-up in milliseconds. */
const WARM_UP = 1500;
/** Number of starts and stops per round of latencies. */
const TURNS = 12;
/** Lengths of consecutive turns and pauses in milliseconds. */
const DURATIONS = [700, 1900, 1100, 2500, 800, 1500, 1000];
const FLOOD = 50_000;
const PERCENT = 100;
const P99 = 0.99;

/** Returns the relay's CPU time while `speakers` speak, in percent of a core. */
export function coreShare(speakers: number): Promise<number> {
	return withBed({}, async ({ relay, far }) => {
		await far.speak(speakers);
		await delay(WARM_UP);
		const [cpu, at] = [await relay.metric("process_cpu_seconds_total"), performance.now()];
		await delay(SPAN);
		const seconds = (performance.now() - at) / 1000;
		return ((await relay.metric("process_cpu_seconds_total")) - cpu) * (PERCENT / seconds);
	});
}

/** Returns milliseconds from a start's first packet, or the first silence packet, until the client has the record. */
export function latencies(): Promise<Latencies> {
	return withBed({}, async ({ far, link }) => {
		const found: Record<keyof Latencies, Array<number>> = { start: [], stop: [] };
		for (let turn = 0; turn < TURNS; turn += 1) {
			for (const kind of ["start", "stop"] as const) {
				const count = link.events.length;
				const sentAt = await far.speak(kind === "start" ? 1 : 0);
				await link.until(() => link.events.length > count);
				found[kind].push(link.events[count]!.at - sentAt);
				await delay(DURATIONS[(found.start.length + found.stop.length) % DURATIONS.length]!);
			}
		}
		return found;
	});
}

/**
 * Returns the p99 of another link's polls in milliseconds.
 *
 * @param isDiverted Whether the packets go to another socket, so that the machine is equally busy but the relay is not.
 */
export function pollTime(load: "speakers" | "flood", isDiverted: boolean): Promise<number> {
	return withBed(PROBE_LIMITS, async ({ relay, far }) => {
		if (isDiverted) far.divert();
		if (load === "speakers") await far.speak(99);
		if (load === "flood") far.flood(FLOOD);
		await delay(WARM_UP);
		return quantile(await probePolls(relay.url, () => delay(SPAN)), P99);
	});
}

async function withBed<Measured>(
	settings: Readonly<Record<string, string>>,
	measure: (bed: Bed) => Promise<Measured>,
): Promise<Measured> {
	const far = await FarThread.start();
	const relay = await startRelayProcess({ RELAY_INSECURE_ALLOW: far.endpoint, ...settings });
	try {
		const link = await MediaLink.open(relay.url, far.url);
		const measured = await measure({ relay, far, link });
		await link.close();
		return measured;
	} finally {
		await relay.kill();
		await far.end();
	}
}
