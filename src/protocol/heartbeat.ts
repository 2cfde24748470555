/**
 * Heartbeat schedule as a value: when the next beat is due, and whether the last one was answered.
 * Pure: the caller passes the clock in and owns the thread.
 * Source: Discord Docs, "Heartbeating" (voice gateway v8) and "Heartbeat Interval" (main gateway v10).
 */

/** A running schedule. */
export interface Heartbeat {
	/** Seconds between beats. */
	readonly interval: number;
	/** Clock reading, in seconds, at which the next beat is due. */
	readonly dueAt: number;
}

/** Milliseconds in a second: the wire counts in the former, everything inside in the latter. */
const MILLISECONDS = 1000;

/** Milliseconds that an interval has at least, whatever a server asks for, where the owner does not say otherwise. */
export const DEFAULT_HEARTBEAT_FLOOR = 1000;

/** First nonce that JSON numbers cannot hold exactly; Discord closes with 4020 on anything but an integer. */
const NONCE_LIMIT = 2 ** 53;

/**
 * Starts a schedule.
 *
 * @param interval Milliseconds between beats, as Hello gives them: finite and above 0.
 * @param now Clock reading in seconds.
 * @param delay Milliseconds until the first beat: finite, 0 or more.
 * @throws If `interval` or `delay` is out of range.
 */
export function startHeartbeat(interval: number, now: number, delay: number): Heartbeat {
	assert(isHeartbeatInterval(interval), `heartbeat interval must be finite and above 0 ms, got ${interval}`);
	assert(
		delay >= 0 && delay < math.huge,
		`delay of the first heartbeat must be finite and 0 ms or more, got ${delay}`,
	);
	return { interval: interval / MILLISECONDS, dueAt: now + delay / MILLISECONDS };
}

/** Says whether `value` can be an interval in milliseconds. Discord sends integers and floats. Never errors. */
export function isHeartbeatInterval(value: unknown): value is number {
	return typeIs(value, "number") && value > 0 && value < math.huge;
}

/**
 * The interval to beat in, in milliseconds, when Hello asks for `asked`: never below `floor`, so that a server cannot make
 * a client send without end.
 */
export function heartbeatIntervalOf(asked: number, floor: number): number {
	return math.max(asked, floor);
}

/** Seconds until the next beat; 0 if it is due. */
export function untilBeat(heartbeat: Heartbeat, now: number): number {
	return math.max(heartbeat.dueAt - now, 0);
}

/**
 * The schedule after a beat went out at `now`.
 *
 * Counts from the due time, so that a late wake-up does not shift the beats after it. Beats that a freeze swallowed are
 * left out, not sent in a row: the next one is the first of the old raster that lies in the future.
 */
export function advanceHeartbeat(heartbeat: Heartbeat, now: number): Heartbeat {
	const { interval, dueAt } = heartbeat;
	const passed = math.floor((now - dueAt) / interval);
	return { interval, dueAt: dueAt + interval * (math.max(passed, 0) + 1) };
}

/**
 * Nonce of the beat sent at `now`: milliseconds of the clock, but always above the last one, so that each ACK names its
 * beat.
 *
 * @param last The nonce before, or undefined for the first beat.
 */
export function nextNonce(now: number, last: number | undefined): number {
	const nonce = math.floor(now * MILLISECONDS) % NONCE_LIMIT;
	return last !== undefined && nonce <= last ? (last + 1) % NONCE_LIMIT : nonce;
}

/** Seconds: nobody beats for us more often. */
const MIN_STAND_IN = 1;

/** Intervals after which a beat is late. */
const LATE = 1.25;

/**
 * When somebody nearer to the network is to beat in our place: as soon as our next beat is late, then in the interval.
 *
 * @param milliseconds `heartbeat_interval` of Hello.
 * @returns Both in seconds.
 */
export function standInFor(milliseconds: number): { readonly interval: number; readonly delay: number } {
	const interval = math.max(milliseconds / 1000, MIN_STAND_IN);
	return { interval, delay: interval * LATE };
}
