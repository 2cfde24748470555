/**
 * The server's source of time. Tests replace it with a fake clock.
 * Edge: the only file that uses Node's clock and timers.
 */

/** Handles are opaque: pass them only to `clearTimeout` of the same timers. */
export interface Timers {
	/** Calls `callback` once, after `milliseconds`. */
	setTimeout(callback: () => void, milliseconds: number): unknown;
	/** Cancels a timer. Does nothing for `undefined` or a timer that has fired. */
	clearTimeout(handle: unknown): void;
}

export interface Clock extends Timers {
	/** Current time in milliseconds. Only differences and order are meaningful. */
	now(): number;
}

/**
 * Clock of the process: Unix time at its start plus elapsed time. Unaffected by changes to the system clock, so limits
 * and heartbeats can rely on it.
 *
 * @returns Whole milliseconds.
 */
export const systemNow = (): number => Math.floor(performance.timeOrigin + performance.now());

/** Longest delay that all timers support, in milliseconds: Node fires a timer above 2^31 - 1 immediately. */
export const MAX_WAIT = 2 ** 30;

/** Node's timers, unreferenced: sockets keep the process alive, but a session waiting for its client does not. */
export const systemTimers: Timers = {
	setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds).unref(),
	clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** Clock and timers of the process. */
export const systemClock: Clock = { ...systemTimers, now: systemNow };
