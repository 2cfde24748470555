/**
 * The times of heartbeats without an ACK, so that each ACK is measured against its own beat, however late it is.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Sending Heartbeats" (gateway): an ACK does not identify its beat, so ACKs are matched in the order of the beats.
 */

/** Number of beats whose times are kept. Older ones are only counted. */
const REMEMBERED = 64;

export class BeatTimes {
	/** Clock readings, in seconds, of beats without an ACK, in order. */
	private sentAt: Array<number> = [];
	/** Length of `sentAt`. */
	private remembered = 0;
	/** Number of older beats without an ACK, whose times are not kept. */
	private forgotten = 0;

	/** A beat went out at `now`. */
	public record(now: number): void {
		if (this.remembered === REMEMBERED) {
			this.forgotten += REMEMBERED;
			this.remembered = 0;
			this.sentAt = [];
		}
		this.remembered += 1;
		this.sentAt.push(now);
	}

	/** An ACK arrived at `now`. Returns the seconds since its beat; undefined if that beat is not known. */
	public acknowledge(now: number): number | undefined {
		if (this.forgotten > 0) {
			this.forgotten -= 1;
			return undefined;
		}
		const sentAt = this.sentAt.shift();
		if (sentAt === undefined) return undefined;
		this.remembered -= 1;
		return now - sentAt;
	}

	/** Forgets all beats: a new socket has its own ACKs. */
	public clear(): void {
		this.sentAt = [];
		this.remembered = 0;
		this.forgotten = 0;
	}
}
