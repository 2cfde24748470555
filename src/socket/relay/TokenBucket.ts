/**
 * A token bucket: limits how often something may happen, and how often in a row.
 * Pure: the caller passes the clock in.
 */

const MINUTE = 60;

/** Tolerance for rounding, in tokens. */
const ROUNDING = 1e-6;

export class TokenBucket {
	private tokens: number;

	/**
	 * @param perMinute Tokens that are added in a minute.
	 * @param burst Capacity of the bucket, which starts full.
	 * @param filledAt Clock reading in seconds.
	 */
	public constructor(
		private readonly perMinute: number,
		private readonly burst: number,
		private filledAt: number,
	) {
		this.tokens = burst;
	}

	/** Seconds until a token is available; 0 if one is. */
	public untilFree(now: number): number {
		this.fill(now);
		const missing = 1 - this.tokens;
		return missing <= ROUNDING ? 0 : (missing / this.perMinute) * MINUTE;
	}

	/** Takes a token, even if none is available: the bucket then owes one. */
	public take(now: number): void {
		this.fill(now);
		this.tokens -= 1;
	}

	/** A clock that goes back adds and removes nothing. */
	private fill(now: number): void {
		const passed = math.max(0, now - this.filledAt);
		this.tokens = math.min(this.burst, this.tokens + (passed / MINUTE) * this.perMinute);
		this.filledAt = now;
	}
}
