/**
 * How often a connection may begin a fresh session because audio no longer arrives. Each is a leave and a join that people
 * in the channel see and hear.
 * Pure: the clock comes in as an argument.
 * Source: facts on voice media, 9.12: only a fresh session is known to bring lost audio back.
 */

/** Fresh sessions within the window. */
export const MAX_FRESH_SESSIONS = 3;

/** Length of the window in seconds. */
export const FRESH_SESSION_WINDOW = 600;

const SECONDS_A_MINUTE = 60;

/** Why no fresh session may begin, and what can be done, for people. */
export const FRESH_SESSIONS_SPENT =
	`the session stays up without media: ${MAX_FRESH_SESSIONS} fresh sessions in ` +
	`${FRESH_SESSION_WINDOW / SECONDS_A_MINUTE} minutes did not help. Check that UDP from the relay to Discord is allowed`;

/**
 * Takes one more fresh session.
 *
 * @param begun Clock readings, in seconds, of the earlier ones.
 * @returns The readings to keep, including this one; undefined if no fresh session may begin now.
 */
export function takeFreshSession(begun: ReadonlyArray<number>, now: number): ReadonlyArray<number> | undefined {
	const recent = begun.filter((at) => now - at < FRESH_SESSION_WINDOW);
	return recent[MAX_FRESH_SESSIONS - 1] === undefined ? [...recent, now] : undefined;
}
