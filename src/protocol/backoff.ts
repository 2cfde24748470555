/**
 * How long to wait before the next attempt: exponential, capped, with full jitter.
 * Pure: the random share is an argument.
 * Source: "Exponential Backoff And Jitter" (AWS Architecture Blog), the variant "full jitter".
 */

/** Bounds of the wait. */
export interface BackoffOptions {
	/** Longest wait of the first attempt, in seconds. */
	readonly base: number;
	/** Longest wait of any attempt, in seconds. */
	readonly cap: number;
}

/** Doublings that reach any sensible cap. Keeps the power finite. */
const MAX_DOUBLINGS = 32;

/**
 * Seconds to wait before an attempt.
 *
 * @param attempt Counts from 1.
 * @param share Random, 0 to 1.
 * @returns 0 up to `min(cap, base * 2^(attempt - 1))`, in seconds.
 */
export function backoffDelay(attempt: number, share: number, options: BackoffOptions): number {
	assert(attempt >= 1, `attempt must be at least 1, got ${attempt}`);
	const doublings = math.min(attempt - 1, MAX_DOUBLINGS);
	return math.min(options.cap, options.base * 2 ** doublings) * share;
}
