/** A clock that tests advance manually. */

import type { Clock } from "../clock.ts";

interface Timer {
	readonly at: number;
	readonly callback: () => void;
}

export class FakeClock implements Clock {
	private readonly timers = new Map<number, Timer>();
	private time = 0;
	private lastId = 0;

	/** Number of pending timers. */
	public get pending(): number {
		return this.timers.size;
	}

	public readonly now = (): number => this.time;

	public readonly setTimeout = (callback: () => void, milliseconds: number): number => {
		this.lastId += 1;
		this.timers.set(this.lastId, { at: this.time + milliseconds, callback });
		return this.lastId;
	};

	public readonly clearTimeout = (handle: unknown): void => {
		this.timers.delete(handle as number);
	};

	/** Advances the clock by `milliseconds` and fires due timers in order. */
	public advance(milliseconds: number): void {
		const end = this.time + milliseconds;
		for (;;) {
			const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
			if (due === undefined) break;
			const [id, timer] = due;
			this.timers.delete(id);
			this.time = timer.at;
			timer.callback();
		}
		this.time = end;
	}
}
