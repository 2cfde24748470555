/**
 * Changes of who speaks, until they are taken: in order, at most two for each user. A third takes the place of the
 * two before it, which cancel out; so the last change of a user is always there, and a start with its stop stays.
 */

export interface SpeakingChange {
	readonly userId: string;
	readonly speaking: boolean;
	/** 0 to 15; 0 with a stop. */
	readonly level: number;
}

/** Changes kept before starts with their stops are discarded: many users came, spoke and went, and none were taken. */
export const MOST_CHANGES = 8192;

const MOST_PER_USER = 2;

export class Changes {
	private queue: Array<SpeakingChange> = [];
	private readonly counts = new Map<string, number>();

	/** Changes that are not taken. */
	public get size(): number {
		return this.queue.length;
	}

	public add(change: SpeakingChange): void {
		const { userId } = change;
		if (this.countOf(userId) === MOST_PER_USER) this.keep((other) => other.userId !== userId);
		if (this.queue.length >= MOST_CHANGES) this.keep((other) => this.countOf(other.userId) < MOST_PER_USER);
		this.queue.push(change);
		this.counts.set(userId, this.countOf(userId) + 1);
	}

	/** Returns all changes, and forgets them. */
	public take(): ReadonlyArray<SpeakingChange> {
		const taken = this.queue;
		this.queue = [];
		this.counts.clear();
		return taken;
	}

	private countOf(userId: string): number {
		return this.counts.get(userId) ?? 0;
	}

	private keep(isKept: (change: SpeakingChange) => boolean): void {
		this.queue = this.queue.filter(isKept);
		this.counts.clear();
		for (const { userId } of this.queue) this.counts.set(userId, this.countOf(userId) + 1);
	}
}
