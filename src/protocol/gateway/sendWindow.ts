/**
 * The rate limit of one socket: 120 messages in any 60 seconds, with room reserved for heartbeats.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Rate Limiting" (gateway): over the limit, the connection is closed with 4008.
 */

/** Messages in a window, heartbeats included. */
export const SEND_LIMIT = 120;

/** Seconds. The docs do not say when a window begins, so the limit applies to any 60 s in a row. */
export const SEND_WINDOW = 60;

/** Messages in a window that heartbeats leave to others, however short their interval is. */
const MIN_SHARE = SEND_LIMIT / 2;

/** Reserved beats beyond those that are due: one at the edge of the window, and one that the server requests. */
const SPARE_BEATS = 2;

export class SendWindow {
	/** Clock readings, in seconds, of the messages in the last window, in order. */
	private sentAt: Array<number> = [];
	/** Length of `sentAt`. */
	private count = 0;
	/** Number of messages in a window up to which commands may be sent. */
	private share = SEND_LIMIT - SPARE_BEATS;
	/** Number of messages in a window up to which requested heartbeats may be sent. */
	private answers = SEND_LIMIT - 1;

	/** Reserves room for beats every `interval` seconds. */
	public reserve(interval: number): void {
		const due = math.ceil(SEND_WINDOW / interval);
		this.share = math.max(SEND_LIMIT - due - SPARE_BEATS, MIN_SHARE);
		// One spare beat is left for the edge of the window.
		this.answers = math.max(SEND_LIMIT - due, MIN_SHARE) - 1;
	}

	/** Counts a message that went out at `now`. */
	public record(now: number): void {
		this.forget(now);
		this.count += 1;
		this.sentAt.push(now);
	}

	/** Seconds from `now` until a command may be sent; 0 if it may now. */
	public untilFree(now: number): number {
		return this.untilBelow(this.share, now);
	}

	/** Seconds from `now` until a requested heartbeat may be sent; 0 if it may now. */
	public untilAnswer(now: number): number {
		return this.untilBelow(this.answers, now);
	}

	/** Forgets all messages: a new socket has its own limit. */
	public clear(): void {
		this.count = 0;
		this.sentAt = [];
	}

	/** Seconds from `now` until fewer than `limit` messages are in the window. */
	private untilBelow(limit: number, now: number): number {
		this.forget(now);
		const over = this.count - limit;
		return over < 0 ? 0 : math.max(this.sentAt[over]! + SEND_WINDOW - now, 0);
	}

	private forget(now: number): void {
		const index = this.sentAt.findIndex((sent) => sent + SEND_WINDOW > now);
		if (index === -1) this.clear();
		else if (index > 0) {
			this.count -= index;
			this.sentAt = this.sentAt.filter((_, at) => at >= index);
		}
	}
}
