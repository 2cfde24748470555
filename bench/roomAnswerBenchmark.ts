/** Processor time and bytes of an answer to a watcher of a room, against a voice session of each watcher. */

import { setTimeout as delay } from "node:timers/promises";
import { pairedRounds, singleRounds, type PairedRound } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";
import { RoomBed, type Carriage } from "./rooms/RoomBed.ts";

const BASELINE = "a voice session of each watcher";
const CARRIAGES: ReadonlyArray<Carriage> = ["room", "voice"];

export interface AnswerPlan {
	/** Watchers of each side. */
	readonly watchers: number;
	/** Changes a second. */
	readonly perSecond: number;
	/** Milliseconds. The bursts of room and link, which paused during the other side, are spent. */
	readonly warmUp: number;
	readonly span: number;
}

/** Enough watchers that the fixed cost of the process is small, and so few that voice sessions do not fill a core. */
const ANSWERS: ReadonlyArray<AnswerPlan> = [
	{ perSecond: 5, watchers: 400, warmUp: 4000, span: 5000 },
	{ perSecond: 50, watchers: 200, warmUp: 4000, span: 5000 },
];

export const roomAnswerBenchmark: Benchmark = {
	names: ["room.answer"],
	rounds: 5,
	async run(report, count) {
		for (const plan of ANSWERS) {
			const rounds = await answerRounds(count, plan);
			report({ name: `room.answer.${plan.perSecond}`, unit: "µs/answer", baselineName: BASELINE, rounds });
		}
	},
};

/** Measures the relay's processor time per answer, with everything that the relay does for it. */
export function answerRounds(count: number, plan: AnswerPlan): Promise<ReadonlyArray<PairedRound>> {
	return RoomBed.with({}, async (bed) => {
		const answers = { room: 0, voice: 0 };
		for (const carriage of CARRIAGES) {
			await bed.open({ carriage, count: plan.watchers, onAnswer: () => (answers[carriage] += 1) });
		}
		const measure = async (carriage: Carriage): Promise<number> => {
			await bed.speak(carriage, plan.perSecond);
			await delay(plan.warmUp);
			const [cpu, before] = [await bed.relay.cpu(), answers[carriage]];
			await delay(plan.span);
			const used = (await bed.relay.cpu()) - cpu;
			const answered = answers[carriage] - before;
			await bed.speak(carriage, 0);
			bed.check();
			return used / answered;
		};
		return pairedRounds(count, { value: () => measure("room"), baseline: () => measure("voice") });
	});
}

const BYTES = { watchers: 5, warmUp: 4000, span: 5000 };

export const roomBytesBenchmark: Benchmark = {
	names: ["room.bytes"],
	rounds: 5,
	async run(report, count) {
		for (const perSecond of [5, 50]) {
			const { plain, packed } = await bytesRounds(count, { ...BYTES, perSecond });
			const figure = { unit: "bytes/answer", baselineName: BASELINE };
			report({ ...figure, name: `room.bytes.${perSecond}`, rounds: plain });
			report({ ...figure, name: `room.bytes.${perSecond}.packed`, rounds: packed });
		}
	},
};

export interface BytesRounds {
	readonly plain: ReadonlyArray<PairedRound>;
	/** From clients that accept gzip. */
	readonly packed: ReadonlyArray<PairedRound>;
}

/** Measures the bytes of an answer's body, all watchers side by side. */
export function bytesRounds(count: number, plan: AnswerPlan): Promise<BytesRounds> {
	return RoomBed.with({}, async (bed) => {
		const tallies = {
			plain: { room: new Tally(), voice: new Tally() },
			packed: { room: new Tally(), voice: new Tally() },
		};
		for (const carriage of CARRIAGES) {
			for (const [form, acceptsGzip] of [
				["plain", false],
				["packed", true],
			] as const) {
				const tally = tallies[form][carriage];
				await bed.open({
					carriage,
					acceptsGzip,
					count: plan.watchers,
					onAnswer: ({ bodySize }) => tally.add(bodySize),
				});
			}
			await bed.speak(carriage, plan.perSecond);
		}
		await delay(plan.warmUp);
		const all = [tallies.plain.room, tallies.plain.voice, tallies.packed.room, tallies.packed.voice];
		const rounds = await singleRounds(count, async () => {
			for (const tally of all) tally.clear();
			await delay(plan.span);
			bed.check();
			return all.map((tally) => tally.mean);
		});
		const pair = (room: number, voice: number): ReadonlyArray<PairedRound> =>
			rounds.map(({ value, seconds }) => ({ value: value[room]!, baseline: value[voice]!, seconds }));
		return { plain: pair(0, 1), packed: pair(2, 3) };
	});
}

/** Sizes of answers. */
class Tally {
	private answers = 0;
	private bytes = 0;

	public add(bytes: number): void {
		this.answers += 1;
		this.bytes += bytes;
	}

	public clear(): void {
		[this.answers, this.bytes] = [0, 0];
	}

	public get mean(): number {
		return this.bytes / this.answers;
	}
}
