/**
 * A loop that runs repeating tasks every 50 ms. Users of the same scheduler share it. Its timer runs only while there are tasks.
 * Edge: one timer on the injected scheduler.
 */

import { Scheduler } from "../runtime/Scheduler";

/** Seconds between two rounds. */
export const LOOP_INTERVAL = 0.05;

/** A task of the loop. It must neither yield nor error. */
export type LoopTask = () => void;

export class SchedulerLoop {
	private static readonly loops = new WeakMap<Scheduler, SchedulerLoop>();

	/** Number of rounds so far. */
	public rounds = 0;
	private tasks: ReadonlyArray<LoopTask> = [];
	private timer?: thread;

	/** Prefer `of`, which shares the timer. */
	public constructor(private readonly scheduler: Scheduler) {}

	/** Returns the shared loop of `scheduler`. */
	public static of(scheduler: Scheduler): SchedulerLoop {
		const known = SchedulerLoop.loops.get(scheduler);
		if (known !== undefined) return known;
		const loop = new SchedulerLoop(scheduler);
		SchedulerLoop.loops.set(scheduler, loop);
		return loop;
	}

	/** Runs `loopTask` every 50 ms, for the first time in 50 ms. A task that is added twice runs once. */
	public add(loopTask: LoopTask): void {
		if (this.tasks.includes(loopTask)) return;
		this.tasks = [...this.tasks, loopTask];
		if (this.timer === undefined) this.arm();
	}

	/** Removes `loopTask`. The timer ends with the last task. */
	public remove(loopTask: LoopTask): void {
		this.tasks = this.tasks.filter((other) => other !== loopTask);
		if (this.tasks.size() > 0 || this.timer === undefined) return;
		this.scheduler.cancel(this.timer);
		this.timer = undefined;
	}

	private arm(): void {
		this.timer = this.scheduler.delay(LOOP_INTERVAL, () => this.run());
	}

	private run(): void {
		this.timer = undefined;
		this.rounds += 1;
		for (const loopTask of this.tasks) if (this.tasks.includes(loopTask)) loopTask();
		if (this.tasks.size() > 0 && this.timer === undefined) this.arm();
	}
}
