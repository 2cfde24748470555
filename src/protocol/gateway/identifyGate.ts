/**
 * When each shard may identify: one shard at a time for each rate limit key, `max_concurrency` keys in parallel.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Max Concurrency": over it, the gateway answers Invalid Session.
 */

/** Seconds between two Identifies of one key. */
const IDENTIFY_WINDOW = 5;

/** Extra seconds, since the gateway counts from the arrival of an Identify, and the delay on the way varies. */
const MARGIN = 0.5;

/** Seconds that this package leaves between two Identifies of one key. */
export const IDENTIFY_PAUSE = IDENTIFY_WINDOW + MARGIN;

export class IdentifyGate {
	/** Clock reading, in seconds, of the last Identify of each key. */
	private readonly lastAt = new Map<number, number>();

	/**
	 * @param maxConcurrency `max_concurrency` of the session start limit.
	 * @throws If it is not a whole number above 0.
	 */
	public constructor(private readonly maxConcurrency: number) {
		assert(
			maxConcurrency >= 1 && maxConcurrency % 1 === 0,
			`max concurrency must be a whole number above 0, got ${maxConcurrency}`,
		);
	}

	/** Seconds from `now` until the shard may identify; 0 if it may now. */
	public untilFree(shardId: number, now: number): number {
		const last = this.lastAt.get(this.keyOf(shardId));
		return last === undefined ? 0 : math.max(last + IDENTIFY_PAUSE - now, 0);
	}

	/** Counts an Identify of the shard at `now`. */
	public record(shardId: number, now: number): void {
		this.lastAt.set(this.keyOf(shardId), now);
	}

	private keyOf(shardId: number): number {
		return shardId % this.maxConcurrency;
	}
}
