/**
 * A bucket of tokens that fills at a steady rate: how often something may happen, and how often in a row.
 * Pure: the caller passes the clock in.
 */

const MINUTE = 60;

/** What rounding may take from a whole token. */
const ROUNDING = 1e-6;

export class TokenBucket {
	private tokens: number;

	/**
	 * @param perMinute Tokens that come in a minute.
	 * @param burst Tokens that the bucket holds, and starts with.
	 * @param filledAt Clock reading in seconds.
	 */
	public constructor(
		private readonly perMinute: number,
		private readonly burst: number,
		private filledAt: number,
	) {
		this.tokens = burst;
	}

	/** Seconds until there is a token; 0 if there is one. */
	public untilFree(now: number): number {
		this.fill(now);
		const missing = 1 - this.tokens;
		return missing <= ROUNDING ? 0 : (missing / this.perMinute) * MINUTE;
	}

	/** Takes a token, also one that is not there yet. */
	public take(now: number): void {
		this.fill(now);
		this.tokens -= 1;
	}

	/** A clock that goes back brings nothing, and takes nothing; from there on tokens come as ever. */
	private fill(now: number): void {
		const passed = math.max(0, now - this.filledAt);
		this.tokens = math.min(this.burst, this.tokens + (passed / MINUTE) * this.perMinute);
		this.filledAt = now;
	}
}
