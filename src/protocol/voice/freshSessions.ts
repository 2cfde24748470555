/**
 * How often a connection begins a fresh session because audio no longer arrives: each is a leave and a join that people in
 * the channel see and hear.
 * Pure: the clock comes in as an argument.
 * Source: facts on voice media, 9.12: nothing but a fresh session is known to bring lost audio back.
 */

/** Fresh sessions within the window. */
export const MAX_FRESH_SESSIONS = 3;

/** Seconds. */
export const FRESH_SESSION_WINDOW = 600;

/**
 * Takes one more fresh session.
 *
 * @param begun Clock readings, in seconds, of those before.
 * @returns The readings to keep, this one among them; undefined if none may begin now.
 */
export function takeFreshSession(begun: ReadonlyArray<number>, now: number): ReadonlyArray<number> | undefined {
	const recent = begun.filter((at) => now - at < FRESH_SESSION_WINDOW);
	return recent.size() < MAX_FRESH_SESSIONS ? [...recent, now] : undefined;
}
