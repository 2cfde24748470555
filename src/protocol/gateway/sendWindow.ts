/**
 * How much may still be sent over one connection: 120 messages in any 60 seconds, with room kept for heartbeats.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Rate Limiting" (gateway): over the limit, the connection is closed with 4008.
 */

/** Messages in a window, heartbeats among them. */
export const SEND_LIMIT = 120;

/** Seconds. The docs do not say where a window begins; what holds for any 60 s in a row holds for every reading. */
export const SEND_WINDOW = 60;

/** Messages that heartbeats leave to others, however often they are due. */
const MIN_SHARE = SEND_LIMIT / 2;

/** Beats in a window beyond those that are due: the window's edge, and one that the server asks for. */
const SPARE_BEATS = 2;

export class SendWindow {
	/** Moments, in seconds, of what was sent in the last window, in order. */
	private sentAt: Array<number> = [];
	/** Messages that are not heartbeats and may be sent in one window. */
	private share = SEND_LIMIT - SPARE_BEATS;
	/** Messages in one window up to which a heartbeat that the server asks for may go: the beats that are due keep theirs. */
	private answers = SEND_LIMIT - 1;

	/** Keeps room for beats every `interval` seconds. */
	public reserve(interval: number): void {
		const due = math.ceil(SEND_WINDOW / interval);
		this.share = math.max(SEND_LIMIT - due - SPARE_BEATS, MIN_SHARE);
		// One of the spare ones is left, for the edge of the window.
		this.answers = math.max(SEND_LIMIT - due, MIN_SHARE) - 1;
	}

	/** Counts a message, of either kind, that went out at `now`. */
	public record(now: number): void {
		this.forget(now);
		this.sentAt.push(now);
	}

	/** Seconds from `now` until a message that is no heartbeat may go; 0 if it may now. */
	public untilFree(now: number): number {
		return this.untilBelow(this.share, now);
	}

	/** Seconds from `now` until a heartbeat that the server asks for may go; 0 if it may now. */
	public untilAnswer(now: number): number {
		return this.untilBelow(this.answers, now);
	}

	/** Forgets all: a new connection has a limit of its own. */
	public clear(): void {
		this.sentAt = [];
	}

	/** Seconds from `now` until fewer than `limit` messages are in the window. */
	private untilBelow(limit: number, now: number): number {
		this.forget(now);
		const over = this.sentAt.size() - limit;
		return over < 0 ? 0 : math.max(this.sentAt[over] + SEND_WINDOW - now, 0);
	}

	private forget(now: number): void {
		const index = this.sentAt.findIndex((sent) => sent + SEND_WINDOW > now);
		if (index === -1) this.sentAt = [];
		else if (index > 0) this.sentAt = this.sentAt.filter((_, at) => at >= index);
	}
}
