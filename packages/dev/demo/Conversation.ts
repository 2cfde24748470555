/** Has people speak in turn, one after the other, with pauses between. Time comes from timers. */

import type { Timers } from "../../shared/clock.ts";

/** Says something for some milliseconds, and ends it by itself. */
export type Voice = (milliseconds: number) => void;

/** Milliseconds of speech, in turn. */
const TURNS = [700, 500, 900] as const;

/** Milliseconds of silence after each: more than any client takes to see it. */
export const PAUSE = 700;

export class Conversation {
	private timer: unknown;
	private turn = 0;
	private isRunning = false;
	private onSilence = (): void => {};

	/** @param voices One at least. */
	public constructor(
		private readonly voices: ReadonlyArray<Voice>,
		private readonly timers: Timers,
	) {}

	/** Begins after a pause. Does nothing if it runs already. */
	public start(): void {
		if (this.isRunning) return;
		this.isRunning = true;
		this.timers.clearTimeout(this.timer);
		this.onSilence();
		this.wait();
	}

	/** Ends after what is being said, if anything. Settles once all have been silent for a pause. */
	public async stop(): Promise<void> {
		if (!this.isRunning) return;
		this.isRunning = false;
		return new Promise((resolve) => (this.onSilence = resolve));
	}

	/** Ends at once, whatever is being said. */
	public abandon(): void {
		this.isRunning = false;
		this.timers.clearTimeout(this.timer);
		this.onSilence();
	}

	private wait(): void {
		this.timer = this.timers.setTimeout(() => {
			if (this.isRunning) this.speak();
			else this.onSilence();
		}, PAUSE);
	}

	private speak(): void {
		const milliseconds = TURNS[this.turn % TURNS.length]!;
		this.voices[this.turn % this.voices.length]?.(milliseconds);
		this.turn += 1;
		this.timer = this.timers.setTimeout(() => this.wait(), milliseconds);
	}
}
