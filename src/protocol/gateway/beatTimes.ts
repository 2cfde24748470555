/**
 * When the heartbeats without an ACK went out, so that each ACK, however late, is measured against its own beat.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Sending Heartbeats" (gateway): an ACK names no beat, so they are taken in the order of the beats.
 */

/** Beats that are remembered at most; with more unanswered, the oldest are counted and not measured. */
const REMEMBERED = 64;

export class BeatTimes {
	/** Clock readings, in seconds, of beats without an ACK, in order. */
	private sentAt: Array<number> = [];
	/** Older beats without an ACK, whose moments were forgotten. */
	private forgotten = 0;

	/** A beat went out at `now`. */
	public record(now: number): void {
		if (this.sentAt.size() === REMEMBERED) {
			this.forgotten += REMEMBERED;
			this.sentAt = [];
		}
		this.sentAt.push(now);
	}

	/** An ACK came at `now`. Returns the seconds since its beat; undefined if that beat is not known. */
	public acknowledge(now: number): number | undefined {
		if (this.forgotten > 0) {
			this.forgotten -= 1;
			return undefined;
		}
		const sentAt = this.sentAt.shift();
		return sentAt === undefined ? undefined : now - sentAt;
	}

	/** Forgets all: ACKs of another socket are not ours. */
	public clear(): void {
		this.sentAt = [];
		this.forgotten = 0;
	}
}
