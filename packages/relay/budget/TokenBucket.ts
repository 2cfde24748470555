/** A token bucket for rate limits. Pure: the caller passes the time, in milliseconds. */

const MINUTE = 60_000;

export class TokenBucket {
	private tokens: number;
	private filledAt: number;

	/**
	 * @param perMin Tokens added per minute, above 0.
	 * @param burst Capacity, at least 1. The bucket starts full.
	 */
	public constructor(
		private readonly perMin: number,
		private readonly burst: number,
		now: number,
	) {
		this.tokens = burst;
		this.filledAt = now;
	}

	/** Takes `count` tokens if available, else none. A count above the burst takes a full bucket. */
	public take(now: number, count = 1): boolean {
		this.fill(now);
		const wanted = Math.min(count, this.burst);
		if (this.tokens < wanted) return false;
		this.tokens -= wanted;
		return true;
	}

	/** Takes `count` tokens, even if the bucket goes below 0. The debt is paid before the next `take`. */
	public overdraw(now: number, count: number): void {
		this.fill(now);
		this.tokens -= count;
	}

	/** Milliseconds, rounded up, until `count` tokens are available. For a count above the burst: until the bucket is full. */
	public waitFor(now: number, count = 1): number {
		this.fill(now);
		const missing = Math.min(count, this.burst) - this.tokens;
		return missing <= 0 ? 0 : Math.ceil((missing * MINUTE) / this.perMin);
	}

	private fill(now: number): void {
		const came = (Math.max(0, now - this.filledAt) * this.perMin) / MINUTE;
		// rounding errors must not withhold a token forever
		const tokens = this.tokens + came;
		const whole = Math.round(tokens);
		this.tokens = Math.min(this.burst, Math.abs(tokens - whole) < 1e-9 ? whole : tokens);
		this.filledAt = Math.max(now, this.filledAt);
	}
}
