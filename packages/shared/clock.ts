/**
 * Where the server takes its time from, so that tests can turn the clock by hand.
 * Edge: the only file that names the clock and the timers of Node.
 */

/** A handle is opaque: it only goes back into `clearTimeout` of the timers that gave it. */
export interface Timers {
	/** Calls `callback` once, after `milliseconds`. */
	setTimeout(callback: () => void, milliseconds: number): unknown;
	/** Calls a timer off; one that fired already, or `undefined`, does nothing. */
	clearTimeout(handle: unknown): void;
}

export interface Clock extends Timers {
	/** Moment in milliseconds; only differences and order matter. */
	now(): number;
}

/**
 * Clock of the process: Unix time when it began, and what has passed since. It goes on evenly when the machine's clock
 * is set, so limits and heartbeats may count by it.
 *
 * @returns Whole milliseconds.
 */
export const systemNow = (): number => Math.floor(performance.timeOrigin + performance.now());

/** Longest wait that every timer takes, in milliseconds: Node fires one above 2^31 - 1 at once. */
export const MAX_WAIT = 2 ** 30;

/** Node's own timers. Unreferenced: sockets keep a process alive, a session that waits for its client does not. */
export const systemTimers: Timers = {
	setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds).unref(),
	clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** Clock and timers of the process. */
export const systemClock: Clock = { ...systemTimers, now: systemNow };
