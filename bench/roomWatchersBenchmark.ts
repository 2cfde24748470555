/** Five thousand watchers of one room: their memory in the relay, and the time that a change takes to reach them. */

import { setTimeout as delay } from "node:timers/promises";
import { moment } from "./calls.ts";
import { pairedRounds, singleRounds, type PairedRound, type Round } from "./pairedRounds.ts";
import type { LinkAnswer } from "./relay/LeanLink.ts";
import { readMetric } from "./relay/relayProcess.ts";
import type { Benchmark } from "./report.ts";
import { RoomBed, type Carriage } from "./rooms/RoomBed.ts";
import { quantile } from "./statistics.ts";

const WATCHERS = 5000;
/** Milliseconds between two looks at the relay. */
const LOOK = 200;

export const roomMemoryBenchmark: Benchmark = {
	names: ["room.memory"],
	rounds: 5,
	async run(report, count) {
		const rounds = await memoryRounds(count, WATCHERS);
		const baselineName = "a voice session of each watcher";
		report({ name: "room.memory", unit: "bytes/watcher", baselineName, rounds });
	},
};

/** Measures the relay's memory for each watcher, with all polls held. */
export function memoryRounds(count: number, watchers: number): Promise<ReadonlyArray<PairedRound>> {
	const measure = (carriage: Carriage): Promise<number> =>
		RoomBed.with({}, async (bed) => {
			const open = (some: number): Promise<void> => bed.open({ carriage, count: some, onAnswer: () => {} });
			await open(1);
			const before = await bed.relay.memory();
			await open(watchers);
			while ((await readMetric(bed.relay.url, "relay_polls_held")) <= watchers) await delay(LOOK);
			return ((await bed.relay.memory()) - before) / watchers;
		});
	return pairedRounds(count, { value: () => measure("room"), baseline: () => measure("voice") });
}

export interface DeliveryPlan {
	readonly watchers: number;
	/** Changes a second. */
	readonly perSecond: number;
	/** Milliseconds. */
	readonly warmUp: number;
	readonly span: number;
}

/** Below the pace of segments, and above it. */
const RATES = [0.5, 5] as const;
const DELIVERY = { watchers: WATCHERS, warmUp: 12_000, span: 5000 };

const SHARES = [
	["p50", 0.5],
	["p99", 0.99],
] as const;

export const roomWatchersBenchmark: Benchmark = {
	names: ["room.watchers"],
	rounds: 5,
	async run(report, count) {
		for (const perSecond of RATES) {
			const rounds = await deliveryRounds(count, { ...DELIVERY, perSecond });
			for (const [name, share] of SHARES) {
				const values = rounds.map(({ value, seconds }) => ({ value: quantile(value, share), seconds }));
				report({ name: `room.watchers.${perSecond}.${name}`, unit: "ms", rounds: values });
			}
		}
	},
};

/** Measures the milliseconds from each change until each watcher has it. */
export function deliveryRounds(
	count: number,
	plan: DeliveryPlan,
): Promise<ReadonlyArray<Round<ReadonlyArray<number>>>> {
	return RoomBed.with({}, async (bed) => {
		let times: Array<number> = [];
		const onAnswer = ({ records }: LinkAnswer): void => {
			const now = moment();
			for (const [, , type, data] of records)
				if (type === "t") times.push(...momentsIn(String(data)).map((at) => now - at));
		};
		await bed.open({ carriage: "room", count: plan.watchers, onAnswer });
		await bed.relay.stream({ perSecond: plan.perSecond, isStamped: true });
		await delay(plan.warmUp);
		return singleRounds(count, async () => {
			times = [];
			await delay(plan.span);
			bed.check();
			return times;
		});
	});
}

const STAMP = /"name":"(\d+\.?\d*)"/g;

/** Returns the moments of the changes in a text of segments. */
function momentsIn(text: string): ReadonlyArray<number> {
	return [...text.matchAll(STAMP)].map(([, at]) => Number(at));
}
