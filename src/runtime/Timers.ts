/**
 * Timers by name, at most one for each name.
 * Edge: threads of the injected scheduler.
 */

import { Scheduler } from "./Scheduler";

export class Timers<Name extends string> {
	private readonly threads = new Map<Name, thread>();

	public constructor(private readonly scheduler: Scheduler) {}

	/** Calls `callback` in `seconds`. Replaces the running timer of that name. `callback` must not error. */
	public start(name: Name, seconds: number, callback: () => void): void {
		this.stop(name);
		const thread = this.scheduler.delay(seconds, () => {
			this.threads.delete(name);
			callback();
		});
		this.threads.set(name, thread);
	}

	/** Does nothing if no timer of that name is running. */
	public stop(name: Name): void {
		const thread = this.threads.get(name);
		if (thread === undefined) return;
		this.threads.delete(name);
		this.scheduler.cancel(thread);
	}

	public isRunning(name: Name): boolean {
		return this.threads.has(name);
	}

	public stopAll(): void {
		for (const [, thread] of this.threads) this.scheduler.cancel(thread);
		this.threads.clear();
	}
}
