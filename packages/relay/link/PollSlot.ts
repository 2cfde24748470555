/**
 * The poll that a link holds, and when it is answered.
 * Rules R5, R7, R10 and "When a poll is answered" of docs/relay.md.
 */

import type { Clock } from "../../shared/clock.ts";
import type { Answer, Form } from "../codec/record.ts";
import type { DownRation } from "../budget/DownRation.ts";
import type { TokenBucket } from "../budget/TokenBucket.ts";
import type { GoneReason } from "./refusal.ts";

/** A waiting poll. Exactly one of its callbacks is called, once. */
export interface Poll {
	readonly form: Form;
	/** Milliseconds; if absent, as long as the link allows. */
	readonly waitMs: number | undefined;
	readonly onAnswer: (answer: Answer) => void;
	readonly onGone: (reason: GoneReason) => void;
}

/** State of the link that the slot needs. */
export interface PollSource {
	/** Whether waiting records justify an answer. */
	hasReason(): boolean;
	/** Since when, in milliseconds of the clock. */
	reasonSince(): number;
	/** Whether waiting records are sent at once. */
	isUrgent(): boolean;
	/** Whether records wait. */
	hasRecords(): boolean;
	compose(form: Form): Answer;
	/** An answer without records. @param isSuperseded Whether a newer poll replaced this one. */
	composeEmpty(isSuperseded: boolean): Answer;
}

export interface SlotOptions {
	/** Longest hold, in milliseconds. */
	readonly holdMs: number;
	/** Milliseconds that a record waits for others to join it. */
	readonly gatherMs: number;
}

/** Rate limits of answers. */
export interface SlotRates {
	/** Answers a minute of the link. */
	readonly pace: TokenBucket;
	/** Bytes a second of its token. */
	readonly ration: DownRation;
}

/** Shortest hold after aborted polls, in milliseconds. */
const MIN_HOLD = 1000;
/** Share of the time after which a poll was aborted. */
const SAFE_SHARE = 0.8;

interface Held {
	readonly poll: Poll;
	readonly since: number;
	/** Fires at the end of its hold. */
	endTimer: unknown;
}

export class PollSlot {
	private held: Held | undefined;
	private wakeTimer: unknown;
	private shortestBreak = Infinity;
	/** Its place in the queue for the bytes of its token. */
	private readonly onTurn = (): void => this.deliver();

	public constructor(
		private readonly clock: Clock,
		private readonly rates: SlotRates,
		private readonly options: SlotOptions,
		private readonly source: PollSource,
	) {}

	public get isHeld(): boolean {
		return this.held !== undefined;
	}

	/** Longest hold now, in milliseconds. */
	public get holdMs(): number {
		return Math.min(this.options.holdMs, Math.max(MIN_HOLD, SAFE_SHARE * this.shortestBreak));
	}

	/** Milliseconds until the pace allows another answer. */
	public get paceMs(): number {
		return this.rates.pace.waitFor(this.clock.now());
	}

	/** Holds a poll. The poll before is answered first. */
	public hold(poll: Poll): void {
		this.release()?.poll.onAnswer(this.source.composeEmpty(true));
		const since = this.clock.now();
		const waitMs = Math.min(poll.waitMs ?? Infinity, this.holdMs);
		const endTimer = this.clock.setTimeout(() => this.answer(), waitMs);
		this.held = { poll, since, endTimer };
		if (waitMs === 0) this.answer();
		else this.wake();
	}

	/** Answers the poll if it is due, else sets a timer for when it is. */
	public wake(): void {
		if (this.held === undefined) return;
		if (this.source.isUrgent()) return this.answer();
		if (!this.source.hasReason()) return;
		const now = this.clock.now();
		const gathered = this.source.reasonSince() + this.options.gatherMs - now;
		const wait = Math.max(gathered, this.rates.pace.waitFor(now));
		if (wait <= 0) return this.answer();
		this.clock.clearTimeout(this.wakeTimer);
		this.wakeTimer = this.clock.setTimeout(() => this.wake(), wait);
	}

	/** The connection of a poll is gone, so its answer could not arrive. */
	public brokeOff(poll: Poll): void {
		if (this.held?.poll !== poll) return;
		const time = this.clock.now() - this.held.since;
		this.release();
		// a shorter time means that the client ended, not that it timed out
		if (time >= MIN_HOLD) this.shortestBreak = Math.min(this.shortestBreak, time);
	}

	/** The link is over. */
	public end(reason: GoneReason): void {
		this.release()?.poll.onGone(reason);
	}

	/** Answers the poll once its token may receive the bytes. */
	private answer(): void {
		const { held } = this;
		if (held === undefined) return;
		if (!this.source.hasRecords() || this.rates.ration.enter(this.onTurn)) return this.deliver();
		this.clock.clearTimeout(this.wakeTimer);
		this.clock.clearTimeout(held.endTimer);
		const left = held.since + this.holdMs - this.clock.now();
		held.endTimer = this.clock.setTimeout(() => this.putOff(), Math.max(0, left));
	}

	private deliver(): void {
		const held = this.release();
		if (held === undefined) return;
		// an answer at the end of its hold, or at once, is sent even if the bucket is empty
		this.rates.pace.take(this.clock.now());
		const answer = this.source.compose(held.poll.form);
		if (answer.down.length > 0) this.rates.ration.spend(held.poll.form.answerSize(answer));
		held.poll.onAnswer(answer);
	}

	/** The token is still overdrawn at the end of the longest hold: the records wait for the next poll. */
	private putOff(): void {
		this.release()?.poll.onAnswer(this.source.composeEmpty(false));
	}

	private release(): Held | undefined {
		const { held } = this;
		this.rates.ration.leave(this.onTurn);
		this.clock.clearTimeout(this.wakeTimer);
		this.clock.clearTimeout(held?.endTimer);
		this.held = undefined;
		return held;
	}
}
