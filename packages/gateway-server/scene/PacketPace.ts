/** Does something at an even pace. A turn that comes late is made up for, so that the pace holds in the long run. */

import type { Clock } from "../../shared/clock.ts";

export class PacketPace {
	private timer: unknown;
	private onEnd: (() => void) | undefined;

	public constructor(private readonly clock: Clock) {}

	public get isRunning(): boolean {
		return this.onEnd !== undefined;
	}

	/**
	 * Calls `turn` at once, and then each `interval` milliseconds. What ran before ends.
	 *
	 * @param count How many turns; `Infinity` for no end.
	 * @param onEnd Called an interval after the last turn, or by `stop`.
	 */
	public run(interval: number, count: number, turn: () => void, onEnd: () => void): void {
		this.stop();
		this.onEnd = onEnd;
		this.next(this.clock.now(), interval, count, turn);
	}

	/** Ends what runs. Safe to call twice. */
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
