/**
 * Timers by name: one of a name at a time, and none left behind.
 * Edge: threads of the injected scheduler.
 */

import { Scheduler } from "./Scheduler";

export class Timers<Name extends string> {
	private readonly threads = new Map<Name, thread>();

	public constructor(private readonly scheduler: Scheduler) {}

	/** Calls `callback` in `seconds`, in place of the running timer of that name. `callback` must not error. */
	public start(name: Name, seconds: number, callback: () => void): void {
		this.stop(name);
		const thread = this.scheduler.delay(seconds, () => {
			this.threads.delete(name);
			callback();
		});
		this.threads.set(name, thread);
	}

	/** Does nothing if none of that name runs. */
	public stop(name: Name): void {
		const thread = this.threads.get(name);
		if (thread === undefined) return;
		this.threads.delete(name);
		this.scheduler.cancel(thread);
	}

	public stopAll(): void {
		for (const [, thread] of this.threads) this.scheduler.cancel(thread);
		this.threads.clear();
	}
}
