/**
 * How the bot behaves when another process with its token takes the guild's voice session: it tries once more after a minute.
 * If it is robbed again, it waits for a new watch. It never fights.
 * Pure.
 */

/** Milliseconds before the only retry. */
export const RETRY_MS = 60_000;
/** Milliseconds for which a seat lasts undisturbed until an earlier theft no longer counts. */
export const FORGIVE_MS = 600_000;

export class Thefts {
	private count = 0;
	private retryAt = 0;

	/**
	 * The seat was taken.
	 *
	 * @param lasted Milliseconds that the seat lasted.
	 * @returns Whether the bot tries once more, at `until`.
	 */
	public robbed(now: number, lasted: number): boolean {
		if (lasted >= FORGIVE_MS) this.count = 0;
		this.count += 1;
		this.retryAt = now + RETRY_MS;
		return this.count === 1;
	}

	/** Before this time, the bot joins no channel; it may be past. */
	public get until(): number {
		return this.retryAt;
	}

	/** A new watch asks for the seat. */
	public forgive(): void {
		this.count = 0;
	}
}
