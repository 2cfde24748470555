/**
 * What a link does after a failed request: how long it waits before it repeats the request, and when it gives up.
 * Pure: clock and random come in as arguments, in seconds and as a share of 0 to 1.
 */

import { backoffDelay, BackoffOptions } from "../../protocol/backoff";

const BACKOFF: BackoffOptions = { base: 1, cap: 30 };
/** Seconds for which a new link is tried. */
const LINKING_LIMIT = 30;

export class RetryPolicy {
	/** Failed requests in a row. */
	private failures = 0;
	/** Seconds without a poll after which the relay ends the link; undefined before it has made the link. */
	private limit?: number;

	public constructor(private answeredAt: number) {}

	/** The relay has made the link. It ends the link after `limit` seconds without a poll. */
	public linked(limit: number): void {
		this.limit = limit;
	}

	/** A good answer came. Returns whether the request before it failed. */
	public answered(now: number): boolean {
		const wasFailing = this.failures > 0;
		this.answeredAt = now;
		this.failures = 0;
		return wasFailing;
	}

	/**
	 * A request failed.
	 *
	 * @param named Seconds that the relay asked to wait, if it did. A new link waits that long. A link that is made gives up
	 * if the wait exceeds its limit, since the relay would end it meanwhile.
	 * @returns Seconds until the next attempt; undefined to give up.
	 */
	public failed(now: number, share: number, named?: number): number | undefined {
		this.failures += 1;
		const { limit = LINKING_LIMIT } = this;
		// If the clock went back, the time without an answer starts now.
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
