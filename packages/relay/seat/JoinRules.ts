/**
 * Whether the bot may join a channel now, and which: what is wanted, what failed before, and who objects.
 * Pure: times are arguments, in milliseconds.
 */

import { JoinPace } from "./JoinPace.ts";
import { Pauses, type Failure } from "./Pauses.ts";
import { REASONS } from "./reasons.ts";
import { Thefts } from "./Thefts.ts";
import { LINGER_MS, Wanted } from "./Wanted.ts";

export class JoinRules {
	public readonly wanted: Wanted;
	/** Why the seat rests until a new watch asks. */
	private rest: string | undefined;
	/** Whether the end of the main session may be what ended the voice session: both close it with 4014. */
	private isUnexplained = false;
	private readonly pauses = new Pauses();
	private readonly pace = new JoinPace();
	private readonly thefts = new Thefts();

	public constructor(now: number) {
		this.wanted = new Wanted(now);
	}

	/** The channel to join now, if any. */
	public goal(now: number): string | undefined {
		if (this.rest !== undefined || now < this.freeAt) return undefined;
		return this.wanted.candidates.find((channelId) => !this.pauses.isPausing(channelId, now));
	}

	/** When there may be a goal; undefined unless a new watch asks. */
	public goalAt(now: number): number | undefined {
		if (this.rest !== undefined || this.wanted.isEmpty) return undefined;
		const free = this.wanted.candidates.map((channelId) => this.pauses.until(channelId) ?? now);
		return Math.max(Math.min(...free), this.freeAt);
	}

	/** When a bot in a channel that it did not join leaves it; undefined while any channel is wanted. */
	public get leaveAt(): number | undefined {
		const { idleSince } = this.wanted;
		return idleSince === undefined ? undefined : idleSince + LINGER_MS;
	}

	/** Why a wanted channel is not joined. */
	public reason(channelId: string, now: number): string {
		if (this.rest !== undefined) return this.rest;
		if (now < this.thefts.until) return REASONS.robbed;
		if (this.pauses.isPausing(channelId, now)) return REASONS.unanswered;
		return now < this.pace.freeAt ? REASONS.paced : REASONS.joining;
	}

	/** A new watch wants a channel. If the seat rests, it ends the rest and gets the seat. */
	public want(channelId: string): void {
		this.wanted.want(channelId);
		if (this.rest === undefined) return;
		this.rest = undefined;
		this.thefts.forgive();
		this.wanted.prefer(channelId);
	}

	/** The bot asks for a channel. */
	public joins(channelId: string, now: number): void {
		this.pace.take(now);
		this.wanted.seat(channelId, now);
	}

	/**
	 * No channel has the seat until a new watch asks.
	 *
	 * @param isUnexplained Whether no voice state said that the bot left.
	 */
	public end(reason: string, isUnexplained: boolean): void {
		this.wanted.unseat();
		this.rest = reason;
		this.isUnexplained = isUnexplained;
	}

	/** The main session has ended, which explains the end of the voice session: nobody objects. */
	public explain(): void {
		if (this.isUnexplained) this.rest = undefined;
		this.isUnexplained = false;
	}

	/** Another process took the seat, which had lasted for this long. */
	public robbed(now: number, lasted: number): void {
		this.wanted.unseat();
		this.rest = this.thefts.robbed(now, lasted) ? undefined : REASONS.robbedAgain;
		this.isUnexplained = false;
	}

	/** A channel was not joined, or not kept. @returns Milliseconds of the pause, which begins now. */
	public fail(channelId: string, failure: Failure, now: number): number {
		return this.pauses.fail(channelId, failure, now);
	}

	/** A session in the channel was stable. */
	public forgetFailures(channelId: string): void {
		this.pauses.forget(channelId);
	}

	/** Whether a voice state answers a request that counts as unanswered. */
	public isLateAnswer(channelId: string, now: number): boolean {
		const isFree = this.rest === undefined && now >= this.thefts.until;
		return isFree && this.wanted.has(channelId) && this.pauses.isPausing(channelId, now);
	}

	private get freeAt(): number {
		return Math.max(this.thefts.until, this.pace.freeAt);
	}
}
