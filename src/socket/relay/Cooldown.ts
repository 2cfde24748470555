/**
 * The time that a relay has asked all links to wait before a new one.
 * Pure: the caller passes the clock in.
 */

/** Maximum wait in seconds, whatever a relay or a proxy asks for. */
const MAX = 300;

export class Cooldown {
	private startedAt = 0;
	private seconds = 0;

	/**
	 * Starts a wait of `seconds`, at most 300, unless the current wait is longer.
	 *
	 * @returns Seconds to wait: `seconds`, at most 300.
	 */
	public extend(now: number, seconds: number): number {
		const named = math.min(seconds, MAX);
		if (named > this.untilFree(now)) {
			this.startedAt = now;
			this.seconds = named;
		}
		return named;
	}

	/** Seconds left. A clock that goes back restarts the wait, but never makes it longer. */
	public untilFree(now: number): number {
		if (now < this.startedAt) this.startedAt = now;
		return math.max(0, this.seconds - (now - this.startedAt));
	}
}
