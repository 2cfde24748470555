/**
 * Compares a client's speaking events with the packets that speakers sent: latencies, starts without speech, speech without
 * a start, and starts without a stop. Pure; `at` is in milliseconds of any clock.
 */

/** Longest gap in milliseconds within an utterance, as in the relay. */
const LONGEST_GAP = 250;

/** Packets that make a start; a single one is a stray. */
const LEAST_PACKETS = 2;

/** Milliseconds after the last packet in which an interrupted utterance explains a start. */
const LATEST_START = 2000;

/** Speech of one user without a gap. */
interface Utterance {
	readonly begunAt: number;
	lastAt: number;
	packets: number;
	/** Whether media was away for part of it. It may then start twice or not at all. */
	isCut: boolean;
	/** Whether silence frames ended it. */
	isOver: boolean;
	isStarted: boolean;
	isStopped: boolean;
}

export interface SpeechSummary {
	/** Speech packets. */
	readonly packets: number;
	readonly starts: number;
	readonly stops: number;
	/** Starts and stops without matching packets. */
	readonly falseStarts: number;
	readonly falseStops: number;
	/** Utterances without a start while media was live. */
	readonly misses: number;
	/** Starts without a stop. */
	readonly stuck: number;
	/** Utterances while the client reported that media was away; neither missed nor false. */
	readonly cut: number;
}

export class SpeechLedger {
	/** Milliseconds from the first packet to the reported start, oldest first. */
	public readonly startLatencies: Array<number> = [];
	/** Milliseconds from the last packet to the reported stop. */
	public readonly stopLatencies: Array<number> = [];
	private isLive = false;
	private readonly utterances = new Map<string, Array<Utterance>>();
	private packets = 0;
	private starts = 0;
	private stops = 0;
	private falseStarts = 0;
	private falseStops = 0;

	/** @param notice Milliseconds that the client may take to notice that media is away. @default 250 */
	public constructor(private readonly notice = LONGEST_GAP) {}

	/** Records a packet that a speaker sent. */
	public packet(userId: string, kind: "speech" | "silence", at: number): void {
		const utterances = this.of(userId);
		const last = utterances.at(-1);
		if (kind === "silence") {
			if (last !== undefined) last.isOver = true;
			return;
		}
		this.packets += 1;
		if (last !== undefined && !last.isOver && at - last.lastAt <= LONGEST_GAP) {
			last.lastAt = at;
			last.packets += 1;
			return;
		}
		const isCut = !this.isLive;
		utterances.push({
			begunAt: at,
			lastAt: at,
			packets: 1,
			isCut,
			isOver: false,
			isStarted: false,
			isStopped: false,
		});
	}

	/** Records whether media is live. Initially it is not. */
	public live(isLive: boolean, at: number): void {
		this.isLive = isLive;
		if (isLive) return;
		for (const utterance of [...this.utterances.values()].flat()) {
			if (at - utterance.lastAt <= this.notice) utterance.isCut = true;
		}
	}

	/**
	 * Records a start or stop that the client reported.
	 *
	 * @returns Milliseconds since the packet that caused it, or undefined without one, or if media was away.
	 */
	public report(userId: string, isSpeaking: boolean, at: number): number | undefined {
		return isSpeaking ? this.reportStart(userId, at) : this.reportStop(userId, at);
	}

	public summary(): SpeechSummary {
		const all = [...this.utterances.values()].flat();
		return {
			packets: this.packets,
			starts: this.starts,
			stops: this.stops,
			falseStarts: this.falseStarts,
			falseStops: this.falseStops,
			misses: all.filter(
				(utterance) => !utterance.isCut && !utterance.isStarted && utterance.packets >= LEAST_PACKETS,
			).length,
			cut: all.filter(({ isCut, packets }) => isCut && packets >= LEAST_PACKETS).length,
			stuck: all.filter(({ isStarted, isStopped }) => isStarted && !isStopped).length,
		};
	}

	private reportStart(userId: string, at: number): number | undefined {
		const utterances = this.of(userId);
		const whole = utterances.find(({ isStarted, isCut }) => !isStarted && !isCut);
		const heard = whole ?? utterances.findLast(({ isCut, lastAt }) => isCut && at - lastAt <= LATEST_START);
		if (heard === undefined) this.falseStarts += 1;
		else this.starts += 1;
		if (heard !== undefined) Object.assign(heard, { isStarted: true, isStopped: false });
		if (whole === undefined) return undefined;
		this.startLatencies.push(at - whole.begunAt);
		return at - whole.begunAt;
	}

	private reportStop(userId: string, at: number): number | undefined {
		const utterance = this.of(userId).find(({ isStarted, isStopped }) => isStarted && !isStopped);
		if (utterance === undefined) {
			this.falseStops += 1;
			return undefined;
		}
		utterance.isStopped = true;
		this.stops += 1;
		if (utterance.isCut) return undefined;
		this.stopLatencies.push(at - utterance.lastAt);
		return at - utterance.lastAt;
	}

	private of(userId: string): Array<Utterance> {
		const known = this.utterances.get(userId) ?? [];
		this.utterances.set(userId, known);
		return known;
	}
}

/** Returns the median, or undefined without values. */
export function median(values: ReadonlyArray<number>): number | undefined {
	return values.toSorted((a, b) => a - b)[values.length >> 1];
}
