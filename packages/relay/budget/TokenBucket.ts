/** Bucket of tokens that fills evenly: how rates are limited. Pure; the caller brings the time, in milliseconds. */

const MINUTE = 60_000;

export class TokenBucket {
	private tokens: number;
	private filledAt: number;

	/**
	 * @param perMin Tokens that come in a minute, above 0.
	 * @param burst Tokens that it holds, at least 1; it starts full.
	 */
	public constructor(
		private readonly perMin: number,
		private readonly burst: number,
		now: number,
	) {
		this.tokens = burst;
		this.filledAt = now;
	}

	/** Takes `count` tokens if they are there; else takes none. More than the burst: takes all, if it is full. */
	public take(now: number, count = 1): boolean {
		this.fill(now);
		const wanted = Math.min(count, this.burst);
		if (this.tokens < wanted) return false;
		this.tokens -= wanted;
		return true;
	}

	/** Takes `count` tokens, whether or not they are there: what is missing has to come before the next `take`. */
	public overdraw(now: number, count: number): void {
		this.fill(now);
		this.tokens -= count;
	}

	/** Milliseconds, rounded up, until `count` tokens are there. Above the burst: until it is full. */
	public waitFor(now: number, count = 1): number {
		this.fill(now);
		const missing = Math.min(count, this.burst) - this.tokens;
		return missing <= 0 ? 0 : Math.ceil((missing * MINUTE) / this.perMin);
	}

	private fill(now: number): void {
		const came = (Math.max(0, now - this.filledAt) * this.perMin) / MINUTE;
		// rounding must not keep the last bit of a token away for ever
		const tokens = this.tokens + came;
		const whole = Math.round(tokens);
		this.tokens = Math.min(this.burst, Math.abs(tokens - whole) < 1e-9 ? whole : tokens);
		this.filledAt = Math.max(now, this.filledAt);
	}
}
