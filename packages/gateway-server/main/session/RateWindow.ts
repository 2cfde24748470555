/**
 * Limits uses in a window of time. A window opens with its first use and closes after its length.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Rate Limiting" (gateway). They do not say where a window begins. This reading never closes a
 * client that follows the words "120 events every 60 seconds".
 */

export class RateWindow {
	private openedAt: number | undefined;
	private used = 0;

	/**
	 * @param limit Maximum number of uses in one window.
	 * @param length Milliseconds.
	 */
	public constructor(
		private readonly limit: number,
		private readonly length: number,
	) {}

	/** Returns the remaining uses at `now` (milliseconds). */
	public remaining(now: number): number {
		return this.limit - (this.resetAfter(now) > 0 ? this.used : 0);
	}

	/** Returns the milliseconds from `now` until the window closes; 0 if none is open. */
	public resetAfter(now: number): number {
		return this.openedAt === undefined ? 0 : Math.max(0, this.openedAt + this.length - now);
	}

	/** Takes one use. Returns false if none are left. */
	public take(now: number): boolean {
		if (this.resetAfter(now) === 0) {
			this.openedAt = now;
			this.used = 0;
		}
		if (this.used >= this.limit) return false;
		this.used += 1;
		return true;
	}
}
