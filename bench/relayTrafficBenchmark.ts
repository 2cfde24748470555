/**
 * HTTP requests of one game server at a relay, and the time that a message takes to its handler, over real time and at the
 * relay's default pace. All game servers run side by side, and each counts as a round.
 */

import type { Round } from "./pairedRounds.ts";
import { measureTraffic, type TrafficAccount, type TrafficTimes } from "./relay/gameServers.ts";
import type { Benchmark, Measurement } from "./report.ts";
import { quantile } from "./statistics.ts";

/** Messages a second, by the name of the load. */
const LOADS = [
	{ name: "idle", perSecond: 0 },
	{ name: "1", perSecond: 1 },
	{ name: "5", perSecond: 5 },
	{ name: "50", perSecond: 50 },
] as const;
type Load = (typeof LOADS)[number]["name"];

/** The warm-up spends the relay's burst at five messages a second and above. */
const TIMES: TrafficTimes = { warmUp: 15, seconds: 60 };
const MINUTE = 60;

/** Figures of latency: the load and the part of the name. A message a second is below the pace, five are above it. */
const LATENCIES = [
	{ load: "1", prefix: "relay.latency" },
	{ load: "5", prefix: "relay.latency.5" },
	{ load: "50", prefix: "relay.latency.50" },
] as const;

const SHARES = [
	["p50", 0.5],
	["p99", 0.99],
] as const;

export const relayTrafficBenchmark: Benchmark = {
	names: ["relay.requests", "relay.latency"],
	rounds: 5,
	async run(report, count) {
		for (const measurement of await measureLoads(count, TIMES)) report(measurement);
	},
};

/** Measures `count` game servers with each load. */
export async function measureLoads(count: number, times: TrafficTimes): Promise<ReadonlyArray<Measurement>> {
	const loads = LOADS.flatMap(({ perSecond }) => Array<number>(count).fill(perSecond * MINUTE));
	const accounts = await measureTraffic(loads, times);
	const of = (load: Load): ReadonlyArray<TrafficAccount> => {
		const index = LOADS.findIndex(({ name }) => name === load);
		return accounts.slice(index * count, (index + 1) * count);
	};
	return [
		...LOADS.map(({ name }) => ({
			name: `relay.requests.${name}`,
			unit: "requests/min",
			rounds: of(name).map(perMinute),
		})),
		...LATENCIES.flatMap(({ load, prefix }) =>
			SHARES.map(([name, share]) => ({
				name: `${prefix}.${name}`,
				unit: "ms",
				rounds: of(load).map(({ latencies, seconds }) => ({ value: quantile(latencies, share), seconds })),
			})),
		),
	];
}

function perMinute({ requests, seconds }: TrafficAccount): Round {
	return { value: (requests / seconds) * MINUTE, seconds };
}
