/**
 * Holds what a client tells of who speaks against the packets that speakers sent: latencies, starts without speech, speech
 * without a start, and users who are stuck. Pure; `at` is milliseconds of any clock.
 */

/** Milliseconds without a packet that end an utterance: what the relay allows for a gap. */
const LONGEST_GAP = 250;

/** Packets that make a start; one is a stray. */
const LEAST_PACKETS = 2;

/** Milliseconds after its last packet in which a cut utterance explains a start. */
const LATEST_START = 2000;

/** What one user says without a break. */
interface Utterance {
	readonly begunAt: number;
	lastAt: number;
	packets: number;
	/** Whether the client could not know of all of it: then it may start twice, or not at all. */
	isCut: boolean;
	/** Whether silence frames came. */
	isOver: boolean;
	isStarted: boolean;
	isStopped: boolean;
}

export interface SpeechSummary {
	/** Packets of speech. */
	readonly packets: number;
	readonly starts: number;
	readonly stops: number;
	/** Starts and stops that no packet explains. */
	readonly falseStarts: number;
	readonly falseStops: number;
	/** Speech without a start, though the client could know of it. */
	readonly misses: number;
	/** Starts without a stop. */
	readonly stuck: number;
	/** Speech in times in which the client itself said that it could not know: neither missed nor false. */
	readonly cut: number;
}

export class SpeechLedger {
	/** Milliseconds from the first packet of speech to the start that was told, oldest first. */
	public readonly startLatencies: Array<number> = [];
	/** Milliseconds from the last packet of speech to the stop that was told. */
	public readonly stopLatencies: Array<number> = [];
	private isLive = false;
	private readonly utterances = new Map<string, Array<Utterance>>();
	private packets = 0;
	private starts = 0;
	private stops = 0;
	private falseStarts = 0;
	private falseStops = 0;

	/** @param notice Milliseconds that the client takes at most to notice that it cannot know who speaks. @default 250 */
	public constructor(private readonly notice = LONGEST_GAP) {}

	/** A packet that a speaker sent. */
	public packet(userId: string, kind: "speech" | "silence", at: number): void {
		const said = this.of(userId);
		const last = said.at(-1);
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
		said.push({ begunAt: at, lastAt: at, packets: 1, isCut, isOver: false, isStarted: false, isStopped: false });
	}

	/** Whether the client can know who speaks. It cannot at first. */
	public live(isLive: boolean, at: number): void {
		this.isLive = isLive;
		if (isLive) return;
		for (const said of [...this.utterances.values()].flat()) {
			if (at - said.lastAt <= this.notice) said.isCut = true;
		}
	}

	/**
	 * What the client told.
	 *
	 * @returns Milliseconds since the packet that caused it; undefined if none did, or the client could not know of it in time.
	 */
	public told(userId: string, isSpeaking: boolean, at: number): number | undefined {
		return isSpeaking ? this.toldStart(userId, at) : this.toldStop(userId, at);
	}

	public summary(): SpeechSummary {
		const all = [...this.utterances.values()].flat();
		return {
			packets: this.packets,
			starts: this.starts,
			stops: this.stops,
			falseStarts: this.falseStarts,
			falseStops: this.falseStops,
			misses: all.filter((said) => !said.isCut && !said.isStarted && said.packets >= LEAST_PACKETS).length,
			cut: all.filter(({ isCut, packets }) => isCut && packets >= LEAST_PACKETS).length,
			stuck: all.filter(({ isStarted, isStopped }) => isStarted && !isStopped).length,
		};
	}

	private toldStart(userId: string, at: number): number | undefined {
		const said = this.of(userId);
		const whole = said.find(({ isStarted, isCut }) => !isStarted && !isCut);
		const heard = whole ?? said.findLast(({ isCut, lastAt }) => isCut && at - lastAt <= LATEST_START);
		if (heard === undefined) this.falseStarts += 1;
		else this.starts += 1;
		if (heard !== undefined) Object.assign(heard, { isStarted: true, isStopped: false });
		if (whole === undefined) return undefined;
		this.startLatencies.push(at - whole.begunAt);
		return at - whole.begunAt;
	}

	private toldStop(userId: string, at: number): number | undefined {
		const said = this.of(userId).find(({ isStarted, isStopped }) => isStarted && !isStopped);
		if (said === undefined) {
			this.falseStops += 1;
			return undefined;
		}
		said.isStopped = true;
		this.stops += 1;
		if (said.isCut) return undefined;
		this.stopLatencies.push(at - said.lastAt);
		return at - said.lastAt;
	}

	private of(userId: string): Array<Utterance> {
		const known = this.utterances.get(userId) ?? [];
		this.utterances.set(userId, known);
		return known;
	}
}

/** Middle of some numbers; undefined of none. */
export function median(values: ReadonlyArray<number>): number | undefined {
	return values.toSorted((a, b) => a - b)[values.length >> 1];
}
