/**
 * The thread of a heartbeat: sleeps until the next beat of a schedule is due.
 * Edge: a coroutine on the injected scheduler. `protocol/heartbeat` decides when a beat is due.
 */

import { advanceHeartbeat, HeartbeatSchedule, untilBeat } from "../protocol/heartbeat";
import { Scheduler } from "./Scheduler";

export class BeatTimer {
	/** The thread, suspended between beats. Undefined while stopped. */
	public thread?: thread;
	/** Whether beats are held back. */
	private isHeld = true;
	/** The thread with a due beat that waits for `release`. */
	private waiting?: thread;

	/** @param beat Called when a beat is due. Must neither yield nor error. May stop or restart the timer. */
	public constructor(
		private readonly scheduler: Scheduler,
		private readonly beat: () => void,
	) {}

	/** Replaces the running schedule, if any. Never yields. */
	public start(heartbeat: HeartbeatSchedule): void {
		this.cancel();
		const thread = coroutine.create(() => {
			let schedule = heartbeat;
			while (this.thread === thread) {
				const seconds = untilBeat(schedule, this.scheduler.now());
				if (seconds > 0) {
					this.scheduler.wait(seconds);
				} else if (this.isHeld) {
					this.waiting = thread;
					coroutine.yield();
				} else {
					this.beat();
					schedule = advanceHeartbeat(schedule, this.scheduler.now());
				}
			}
		});
		this.thread = thread;
		this.scheduler.spawn(thread);
	}

	/** Stops holding beats back. A beat that is due fires at once. Never yields. */
	public release(): void {
		this.isHeld = false;
		const waiting = this.waiting;
		this.waiting = undefined;
		if (waiting !== undefined) this.scheduler.spawn(waiting);
	}

	/** Ends the schedule, and holds beats back until the next `release`. Never yields. Safe to call from `beat`. */
	public stop(): void {
		this.cancel();
		this.isHeld = true;
	}

	private cancel(): void {
		const thread = this.thread;
		this.thread = undefined;
		this.waiting = undefined;
		if (thread !== undefined) this.scheduler.cancel(thread);
	}
}
