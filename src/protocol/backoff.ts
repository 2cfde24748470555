/**
 * How long to wait before the next attempt: exponential, capped, with full jitter.
 * Pure: the caller passes the random share in.
 * Source: "Exponential Backoff And Jitter" (AWS Architecture Blog), the variant "full jitter".
 */

/** Bounds of the wait. */
export interface BackoffOptions {
	/** Seconds that the first attempt waits at most. */
	readonly base: number;
	/** Seconds that any attempt waits at most. */
	readonly cap: number;
}

/** Doublings after which any sensible cap is reached; keeps the power finite. */
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
