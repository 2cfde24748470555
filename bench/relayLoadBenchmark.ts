/** Messages that a relay carries from far servers to game servers, and their processor time in both forms of the protocol. */

import { setTimeout as delay } from "node:timers/promises";
import { pairedRounds, singleRounds, type PairedRound, type Round } from "./pairedRounds.ts";
import { FarFrames } from "./relay/FarFrames.ts";
import type { LinkAnswer, LinkForm } from "./relay/LeanLink.ts";
import { LeanLinks } from "./relay/LeanLinks.ts";
import { startRelayProcess, TOKEN, type RelayProcess } from "./relay/relayProcess.ts";
import type { Benchmark } from "./report.ts";

const SECOND = 1000;
const MICROSECONDS = 1e6;

/** Limits of a token that a benchmark with one token would meet. */
const UNLIMITED = {
	RELAY_DOWN_PER_SECOND: String(2 ** 30),
	RELAY_REQUESTS_PER_MIN: "1000000",
	RELAY_LINKS_PER_MIN: "1000000",
	RELAY_OPENS_PER_MIN: "1000000",
	RELAY_DAVE_SESSIONS: "0",
	RELAY_MEDIA_SESSIONS: "0",
};

export interface FramesPlan {
	readonly links: number;
	/** Relay settings in addition to those of all benchmarks. */
	readonly settings: Readonly<Record<string, string>>;
	/** Milliseconds. */
	readonly warmUp: number;
	readonly span: number;
}

/** With a thousand links, each waits for its far server, not for memory. */
const FRAMES: ReadonlyArray<FramesPlan> = [
	{ links: 1, settings: { RELAY_PACE_PER_MIN: "6000", RELAY_PACE_BURST: "1000" }, warmUp: 2000, span: 4000 },
	{ links: 1000, settings: { RELAY_BUFFER_RECORDS: "256" }, warmUp: 4000, span: 6000 },
];

export const relayFramesBenchmark: Benchmark = {
	names: ["relay.frames"],
	rounds: 5,
	async run(report, count) {
		for (const plan of FRAMES) {
			const rounds = await framesPerSecond(count, plan);
			report({ name: `relay.frames.${plan.links}`, unit: "messages/s", rounds });
		}
	},
};

/** Measures the messages a second that reach the clients while the far servers send as fast as the relay reads. */
export async function framesPerSecond(count: number, plan: FramesPlan): Promise<ReadonlyArray<Round>> {
	return withBed(plan.settings, async ({ relay, far, links }) => {
		let carried = 0;
		const onAnswer = ({ records }: LinkAnswer): void => void (carried += records.length);
		await links.open({ ...linkTo(relay, far, "binary"), count: plan.links, onAnswer });
		await far.flood("binary");
		await delay(plan.warmUp);
		return singleRounds(count, async () => {
			const [before, at] = [carried, performance.now()];
			await delay(plan.span);
			links.check();
			return ((carried - before) / (performance.now() - at)) * SECOND;
		});
	});
}

export interface CpuPlan {
	readonly links: number;
	/** Messages a second for each link. */
	readonly perSecond: number;
	/** Milliseconds. */
	readonly warmUp: number;
	readonly span: number;
}

const CPU: CpuPlan = { links: 300, perSecond: 5, warmUp: 3000, span: 6000 };

export const relayCpuBenchmark: Benchmark = {
	names: ["relay.cpu"],
	rounds: 5,
	async run(report, count) {
		const rounds = await cpuRounds(count, CPU);
		const json = rounds.map(({ baseline, seconds }) => ({ value: baseline, seconds }));
		report({ name: "relay.cpu.json", unit: "µs/message", rounds: json });
		report({ name: "relay.cpu.binary", unit: "µs/message", baselineName: "JSON form", rounds });
	},
};

/** Measures processor time per message: binary form, and JSON form as the baseline, at the relay's default pace. */
export async function cpuRounds(count: number, plan: CpuPlan): Promise<ReadonlyArray<PairedRound>> {
	return withBed({}, async ({ relay, far, links }) => {
		const carried = { json: 0, binary: 0 };
		for (const form of ["json", "binary"] as const) {
			const onAnswer = ({ records }: LinkAnswer): void => void (carried[form] += records.length);
			await links.open({ ...linkTo(relay, far, form), count: plan.links, onAnswer });
		}
		const measure = async (form: LinkForm): Promise<number> => {
			await far.pace({ group: form, perSecond: plan.perSecond });
			await delay(plan.warmUp);
			const [cpu, before] = [await relay.metric("process_cpu_seconds_total"), carried[form]];
			await delay(plan.span);
			const used = (await relay.metric("process_cpu_seconds_total")) - cpu;
			const messages = carried[form] - before;
			await far.pace({ group: form, perSecond: 0 });
			links.check();
			return (used / messages) * MICROSECONDS;
		};
		return pairedRounds(count, { value: () => measure("binary"), baseline: () => measure("json") });
	});
}

interface Bed {
	readonly relay: RelayProcess;
	readonly far: FarFrames;
	readonly links: LeanLinks;
}

async function withBed<Measured>(
	settings: Readonly<Record<string, string>>,
	measure: (bed: Bed) => Promise<Measured>,
): Promise<Measured> {
	const far = await FarFrames.start();
	const relay = await startRelayProcess({ RELAY_INSECURE_ALLOW: far.endpoint, ...UNLIMITED, ...settings });
	const links = new LeanLinks();
	try {
		return await measure({ relay, far, links });
	} finally {
		links.close();
		await relay.kill();
		await far.end();
	}
}

/** A link with one socket to the far server, whose group is the form. */
function linkTo({ url }: RelayProcess, far: FarFrames, form: LinkForm) {
	return { url, token: TOKEN, form, up: [[1, 1, "o", { url: far.urlOf(form) }]] } as const;
}
