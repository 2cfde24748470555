/** Calls a function at a steady pace. Catches up after a late turn, so that the average pace is exact. */

import type { Clock } from "../../shared/clock.ts";

export class PacketPace {
	private timer: unknown;
	private onEnd: (() => void) | undefined;

	public constructor(private readonly clock: Clock) {}

	public get isRunning(): boolean {
		return this.onEnd !== undefined;
	}

	/**
	 * Calls `turn` immediately and then every `interval` milliseconds. Stops the previous run.
	 *
	 * @param count Number of turns; `Infinity` for no limit.
	 * @param onEnd Called one interval after the last turn, or by `stop`.
	 */
	public run(interval: number, count: number, turn: () => void, onEnd: () => void): void {
		this.stop();
		this.onEnd = onEnd;
		this.next(this.clock.now(), interval, count, turn);
	}

	/** Stops the current run. Safe to call twice. */
	public stop(): void {
		const { onEnd } = this;
		this.clock.clearTimeout(this.timer);
		this.onEnd = undefined;
		onEnd?.();
	}

	private next(dueAt: number, interval: number, turnsLeft: number, turn: () => void): void {
		if (turnsLeft <= 0) return this.stop();
		turn();
		if (this.onEnd === undefined) return; // the turn stopped it
		const nextAt = dueAt + interval;
		const wait = Math.max(0, nextAt - this.clock.now());
		this.timer = this.clock.setTimeout(() => this.next(nextAt, interval, turnsLeft - 1, turn), wait);
	}
}
