/**
 * The rules of a heartbeat: its schedule as a value, its jitter, its nonces, and the stand-in for late beats.
 * Pure: the caller passes the clock in and owns the thread. `runtime/Heartbeat` applies them for both gateways.
 * Source: Discord Docs, "Heartbeating" (voice gateway v8) and "Heartbeat Interval" (main gateway v10).
 */

/** A running schedule. */
export interface HeartbeatSchedule {
	/** Seconds between beats. */
	readonly interval: number;
	/** Clock reading, in seconds, at which the next beat is due. */
	readonly dueAt: number;
}

/** Milliseconds in a second: the wire uses milliseconds, this package seconds. */
const MILLISECONDS = 1000;

/** Shortest interval in milliseconds by default, whatever a server asks for. */
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
export function startHeartbeat(interval: number, now: number, delay: number): HeartbeatSchedule {
	assert(isHeartbeatInterval(interval), `heartbeat interval must be finite and above 0 ms, got ${interval}`);
	assert(
		delay >= 0 && delay < math.huge,
		`delay of the first heartbeat must be finite and 0 ms or more, got ${delay}`,
	);
	return { interval: interval / MILLISECONDS, dueAt: now + delay / MILLISECONDS };
}

/** Returns whether `value` can be an interval in milliseconds. Discord sends integers and floats. Never errors. */
export function isHeartbeatInterval(value: unknown): value is number {
	return typeIs(value, "number") && value > 0 && value < math.huge;
}

/** The interval in milliseconds after a Hello that asks for `asked`. Never below `floor`, so that no Hello causes a flood. */
export function heartbeatIntervalOf(asked: number, floor: number): number {
	return math.max(asked, floor);
}

/**
 * The jitter rule: milliseconds from a Hello to the beat that follows it.
 *
 * The first Hello of a socket waits a random share of the interval, so that clients which reconnect together do not beat
 * together. A repeated Hello waits a whole interval: otherwise each would cause a beat, which could fall due before the ACK
 * of the last one.
 *
 * @param share Random, 0 up to 1.
 */
export function delayAfterHello(interval: number, isRepeated: boolean, share: number): number {
	return isRepeated ? interval : interval * share;
}

/** Seconds until the next beat; 0 if it is due. */
export function untilBeat(heartbeat: HeartbeatSchedule, now: number): number {
	return math.max(heartbeat.dueAt - now, 0);
}

/**
 * The schedule after a beat went out at `now`.
 *
 * Counts from the due time, so that a late wake-up does not shift the beats after it. Beats missed during a freeze are
 * skipped: the next beat is the first one of the old grid that lies in the future.
 */
export function advanceHeartbeat(heartbeat: HeartbeatSchedule, now: number): HeartbeatSchedule {
	const { interval, dueAt } = heartbeat;
	const passed = math.floor((now - dueAt) / interval);
	return { interval, dueAt: dueAt + interval * (math.max(passed, 0) + 1) };
}

/**
 * Nonce of the beat sent at `now`: the clock in milliseconds, but always above the last nonce, so that each ACK names its
 * beat.
 *
 * @param last The last nonce; undefined for the first beat.
 */
export function nextNonce(now: number, last: number | undefined): number {
	const nonce = math.floor(now * MILLISECONDS) % NONCE_LIMIT;
	return last !== undefined && nonce <= last ? (last + 1) % NONCE_LIMIT : nonce;
}

/** Finds the beat that an ACK answers. */
export interface BeatMatcher {
	/** Remembers the beat sent at `now`. */
	record(now: number, nonce: number): void;
	/** Returns the seconds from the beat to its ACK at `now`; undefined if the beat is unknown. */
	acknowledge(now: number, nonce?: number): number | undefined;
	/** Forgets every beat. */
	clear(): void;
}

/** A beat for something nearer to the network to send while ours is late. */
export interface StandIn {
	/** Seconds between two beats. */
	readonly interval: number;
	/** Seconds until the first one. */
	readonly delay: number;
	readonly text: string;
}

/** Shortest interval of a stand-in, in seconds. */
const MIN_STAND_IN = 1;

/** Intervals after which a beat is late. */
const LATE = 1.25;

/**
 * When a stand-in beats: as soon as our next beat is late, then in the interval.
 *
 * @param milliseconds `heartbeat_interval` of Hello.
 */
export function standInFor(milliseconds: number): Omit<StandIn, "text"> {
	const interval = math.max(milliseconds / MILLISECONDS, MIN_STAND_IN);
	return { interval, delay: interval * LATE };
}
