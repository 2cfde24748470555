/**
 * Time and threads for the whole package.
 * Edge: the only file that calls `task` and `os.clock`. Tests pass a scheduler with a fake clock.
 */

/** A clock, and threads. Luau may implement it: every member is a method. */
export interface Scheduler {
	/** Clock reading in seconds, from an arbitrary start. Never goes back. */
	now(): number;
	/** Suspends the running thread for `seconds`. Yields. */
	wait(seconds: number): void;
	/** Runs `callback`, or resumes `thread`, until it first yields. Never yields. */
	spawn(callback: (() => void) | thread): thread;
	/** Runs `callback` after `seconds`. Never yields. Returns the thread for {@link Scheduler.cancel}. */
	delay(seconds: number, callback: () => void): thread;
	/** Ends `thread` if it is suspended. Never yields. Safe to call twice. */
	cancel(thread: thread): void;
}

/** The engine's clock and threads. */
export const taskScheduler: Scheduler = {
	now() {
		return os.clock();
	},
	wait(seconds: number) {
		task.wait(seconds);
	},
	spawn(callback: (() => void) | thread) {
		return task.spawn(callback as () => void) as thread;
	},
	delay(seconds: number, callback: () => void) {
		return task.delay(seconds, callback) as thread;
	},
	cancel(thread: thread) {
		// A running thread cannot be closed, nor can one that has resumed it. Owners mark these as ended instead.
		if (coroutine.status(thread) === "suspended") task.cancel(thread);
	},
};
