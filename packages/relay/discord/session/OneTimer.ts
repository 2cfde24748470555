/** One timer at a time. Edge: the clock. */

import { MAX_WAIT, type Timers } from "../../../shared/clock.ts";

const MILLISECONDS = 1000;

export class OneTimer {
	private handle: unknown;

	public constructor(private readonly timers: Timers) {}

	/** Whether it runs. */
	public get isRunning(): boolean {
		return this.handle !== undefined;
	}

	/** Calls `callback` in `seconds`, in place of what it was to call. A wait above 12 days ends early. */
	public start(seconds: number, callback: () => void): void {
		this.stop();
		const milliseconds = Math.min(Math.ceil(seconds * MILLISECONDS), MAX_WAIT);
		this.handle = this.timers.setTimeout(() => {
			this.handle = undefined;
			callback();
		}, milliseconds);
	}

	/** Safe to call twice. */
	public stop(): void {
		this.timers.clearTimeout(this.handle);
		this.handle = undefined;
	}
}
