/** Makes people speak in turn, with pauses in between. */

import type { Timers } from "../../shared/clock.ts";

/** Speaks for some milliseconds and stops by itself. */
export type Voice = (milliseconds: number) => void;

/** Lengths of consecutive turns in milliseconds. */
const TURNS = [700, 500, 900] as const;

/** Milliseconds of silence after each turn, longer than any client takes to detect it. */
export const PAUSE = 700;

export class Conversation {
	private timer: unknown;
	private turn = 0;
	private isRunning = false;
	private onSilence = (): void => {};

	/** @param voices At least one. */
	public constructor(
		private readonly voices: ReadonlyArray<Voice>,
		private readonly timers: Timers,
	) {}

	/** Starts after a pause. Does nothing if it is running. */
	public start(): void {
		if (this.isRunning) return;
		this.isRunning = true;
		this.timers.clearTimeout(this.timer);
		this.onSilence();
		this.wait();
	}

	/** Stops after the current turn, if any. Resolves after a pause in which everyone was silent. */
	public async stop(): Promise<void> {
		if (!this.isRunning) return;
		this.isRunning = false;
		return new Promise((resolve) => (this.onSilence = resolve));
	}

	/** Stops immediately, even during a turn. */
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
