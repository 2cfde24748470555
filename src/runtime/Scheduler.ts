/**
 * Time and threads, as everything else in this package gets them.
 * Edge: the only file that calls `task` and `os.clock`. Tests pass a scheduler with a clock of their own.
 */

/** What an owner of threads needs. Luau may implement it: every member is a method. */
export interface Scheduler {
	/** Clock reading in seconds. Never goes back; where it starts says nothing. */
	now(): number;
	/** Suspends the running thread for `seconds`. Yields. */
	wait(seconds: number): void;
	/** Runs `callback`, or resumes `thread`, at once, until it first yields. Never yields itself. */
	spawn(callback: (() => void) | thread): thread;
	/** Runs `callback` after `seconds`. Never yields. Returns the thread to give to {@link Scheduler.cancel}. */
	delay(seconds: number, callback: () => void): thread;
	/** Ends `thread` if it is suspended; a running or finished one is left alone. Never yields, safe to call twice. */
	cancel(thread: thread): void;
}

/** The engine's own clock and threads. */
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
		// A running thread cannot be closed, nor one that has resumed the running one: the owner dooms it instead.
		if (coroutine.status(thread) === "suspended") task.cancel(thread);
	},
};
