/** Wraps a scheduler and counts its threads. */

import { Scheduler } from "../../src/runtime/Scheduler";

export class CountingScheduler implements Scheduler {
	/** Weak, so that it keeps no thread alive. */
	private readonly threads = setmetatable(new Map<thread, true>(), { __mode: "k" });

	public constructor(private readonly scheduler: Scheduler) {}

	/** Number of threads that run, sleep or wait, including timers. */
	public aliveCount(): number {
		let count = 0;
		for (const [thread] of this.threads) {
			if (coroutine.status(thread) !== "dead") count += 1;
		}
		return count;
	}

	public now(): number {
		return this.scheduler.now();
	}

	public wait(seconds: number): void {
		this.keep(coroutine.running());
		this.scheduler.wait(seconds);
	}

	public spawn(callback: (() => void) | thread): thread {
		return this.keep(this.scheduler.spawn(callback));
	}

	public delay(seconds: number, callback: () => void): thread {
		return this.keep(this.scheduler.delay(seconds, callback));
	}

	public cancel(thread: thread): void {
		this.scheduler.cancel(thread);
	}

	private keep(thread: thread): thread {
		this.threads.set(thread, true);
		return thread;
	}
}
