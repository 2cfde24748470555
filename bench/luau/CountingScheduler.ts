/** The engine's scheduler, with an eye on the threads that it was given. */

import { Scheduler, taskScheduler } from "../../src/runtime/Scheduler";

export class CountingScheduler implements Scheduler {
	/** Weak: a thread that nobody else keeps is not kept here either. */
	private readonly threads = setmetatable(new Map<thread, true>(), { __mode: "k" });

	/** Threads that run, sleep or wait. A timer is one. */
	public aliveCount(): number {
		let count = 0;
		for (const [thread] of this.threads) {
			if (coroutine.status(thread) !== "dead") count += 1;
		}
		return count;
	}

	public now(): number {
		return taskScheduler.now();
	}

	public wait(seconds: number): void {
		this.keep(coroutine.running());
		taskScheduler.wait(seconds);
	}

	public spawn(callback: (() => void) | thread): thread {
		return this.keep(taskScheduler.spawn(callback));
	}

	public delay(seconds: number, callback: () => void): thread {
		return this.keep(taskScheduler.delay(seconds, callback));
	}

	public cancel(thread: thread): void {
		taskScheduler.cancel(thread);
	}

	private keep(thread: thread): thread {
		this.threads.set(thread, true);
		return thread;
	}
}
