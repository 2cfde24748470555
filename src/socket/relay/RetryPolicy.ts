/**
 * How long a link bears a relay that gives no good answer: when the next request repeats the last, and when it is given up.
 * Pure: clock and random come in as arguments, in seconds and as a share of 0 to 1.
 */

import { backoffDelay, BackoffOptions } from "../../protocol/backoff";

const BACKOFF: BackoffOptions = { base: 1, cap: 30 };
/** Seconds in which the relay must make a link. */
const LINKING_LIMIT = 30;

export class RetryPolicy {
	/** Requests in a row that failed. */
	private failures = 0;
	/** Seconds without an answer after which the relay has ended the link; undefined before it has made one. */
	private limit?: number;

	public constructor(private answeredAt: number) {}

	/** The relay has made the link, and ends it after `limit` seconds without a poll. */
	public linked(limit: number): void {
		this.limit = limit;
	}

	/** A good answer came. Returns whether the ones before it were not. */
	public answered(now: number): boolean {
		const wasFailing = this.failures > 0;
		this.answeredAt = now;
		this.failures = 0;
		return wasFailing;
	}

	/**
	 * A request failed.
	 *
	 * @param named Seconds that the relay asked to wait, if it did. A link that is not made yet has nothing to lose, and
	 * waits that long; one that is made would be gone by then if they exceed its limit.
	 * @returns Seconds until the next; undefined to give up.
	 */
	public failed(now: number, share: number, named?: number): number | undefined {
		this.failures += 1;
		const { limit = LINKING_LIMIT } = this;
		// After a clock that went back, the time without an answer is counted from there.
		if (now < this.answeredAt) this.answeredAt = now;
		if (named !== undefined && this.limit === undefined) {
			this.answeredAt = now + named;
			return named;
		}
		const wait = named ?? backoffDelay(this.failures, share, BACKOFF);
		return this.passed(now) + wait < limit ? wait : undefined;
	}

	/** Whole seconds since the last good answer. */
	public passed(now: number): number {
		return math.max(0, math.floor(now - this.answeredAt));
	}
}
