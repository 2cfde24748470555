/**
 * A scheduler whose clock moves only when the test moves it.
 * Threads wake in the order of their due times, and at equal times in the order in which they started waiting.
 */

import { Scheduler } from "../../src/runtime/Scheduler";

interface Sleeper {
	readonly dueAt: number;
	readonly thread: thread;
}

export class FakeScheduler implements Scheduler {
	/** Number of waits. A busy loop would raise it. */
	public waitCount = 0;
	private time: number;
	private readonly sleepers: Array<Sleeper> = [];

	/** @param start First clock reading, in seconds. */
	public constructor(start = 1000) {
		this.time = start;
	}

	/** Sleeping threads: 0 without a leaked timer. */
	public sleeperCount(): number {
		return this.sleepers.size();
	}

	public now(): number {
		return this.time;
	}

	public wait(seconds: number): void {
		this.sleep(coroutine.running(), seconds);
		coroutine.yield();
	}

	public spawn(callback: (() => void) | thread): thread {
		const thread = typeIs(callback, "thread") ? callback : coroutine.create(callback);
		const [ok, reason] = coroutine.resume(thread);
		assert(ok, tostring(reason));
		return thread;
	}

	public delay(seconds: number, callback: () => void): thread {
		const thread = coroutine.create(callback);
		this.sleep(thread, seconds);
		return thread;
	}

	public cancel(thread: thread): void {
		const index = this.sleepers.findIndex((sleeper) => sleeper.thread === thread);
		if (index !== -1) this.sleepers.remove(index);
		if (coroutine.status(thread) === "suspended") coroutine.close(thread);
	}

	/** Advances the clock, and wakes each thread when it is due. */
	public advance(seconds: number): void {
		const target = this.time + seconds;
		for (let sleeper = this.nextDue(target); sleeper !== undefined; sleeper = this.nextDue(target)) {
			this.time = math.max(this.time, sleeper.dueAt);
			this.sleepers.remove(this.sleepers.indexOf(sleeper));
			this.spawn(sleeper.thread);
		}
		this.time = target;
	}

	/** Advances the clock as a freeze does: due threads wake at the end. */
	public freeze(seconds: number): void {
		this.time += seconds;
		this.advance(0);
	}

	private sleep(thread: thread, seconds: number): void {
		this.waitCount += 1;
		this.sleepers.push({ dueAt: this.time + seconds, thread });
	}

	private nextDue(target: number): Sleeper | undefined {
		let best: Sleeper | undefined;
		for (const sleeper of this.sleepers) {
			if (sleeper.dueAt <= target && (best === undefined || sleeper.dueAt < best.dueAt)) best = sleeper;
		}
		return best;
	}
}
