/**
 * Until when a relay wants no new link: as long as it named, whichever link it told.
 * Pure: the caller passes the clock in.
 */

/** Seconds that are waited at most, whatever a relay or a proxy names. */
const MAX = 300;

export class Cooldown {
	private startedAt = 0;
	private seconds = 0;

	/**
	 * Nothing for `seconds` from now on, 300 at most; a shorter time than what is left changes nothing.
	 *
	 * @returns Seconds to wait: `seconds`, 300 at most.
	 */
	public extend(now: number, seconds: number): number {
		const named = math.min(seconds, MAX);
		if (named > this.untilFree(now)) {
			this.startedAt = now;
			this.seconds = named;
		}
		return named;
	}

	/** Seconds left; 0 if none. A clock that goes back makes it start again, never longer than what was named. */
	public untilFree(now: number): number {
		if (now < this.startedAt) this.startedAt = now;
		return math.max(0, this.seconds - (now - this.startedAt));
	}
}
