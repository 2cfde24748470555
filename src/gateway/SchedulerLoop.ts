/**
 * A loop that runs repeating tasks every 50 ms: one for all who share a scheduler, and none while there is no task.
 * Edge: one timer on the injected scheduler.
 */

import { Scheduler } from "../runtime/Scheduler";

/** Seconds between two rounds. */
export const LOOP_INTERVAL = 0.05;

/** What runs in the loop. It must neither yield nor error. */
export type LoopTask = () => void;

export class SchedulerLoop {
	private static readonly loops = new WeakMap<Scheduler, SchedulerLoop>();

	/** How often the tasks have run. */
	public rounds = 0;
	private tasks: ReadonlyArray<LoopTask> = [];
	private timer?: thread;

	/** @param scheduler See `of`: two loops on one scheduler are two timers. */
	public constructor(private readonly scheduler: Scheduler) {}

	/** The loop of all who run on `scheduler`. */
	public static of(scheduler: Scheduler): SchedulerLoop {
		const known = SchedulerLoop.loops.get(scheduler);
		if (known !== undefined) return known;
		const loop = new SchedulerLoop(scheduler);
		SchedulerLoop.loops.set(scheduler, loop);
		return loop;
	}

	/** Runs `loopTask` every 50 ms from now on, the first time in 50 ms. Twice added, it runs once. */
	public add(loopTask: LoopTask): void {
		if (this.tasks.includes(loopTask)) return;
		this.tasks = [...this.tasks, loopTask];
		if (this.timer === undefined) this.arm();
	}

	/** Runs `loopTask` no more. With the last task, the timer ends too. */
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
