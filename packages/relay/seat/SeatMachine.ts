/**
 * The rules of the bot's seat in one guild: when it joins, moves and leaves, and when it yields to others.
 * Pure: times are arguments, in milliseconds, and effects are actions for the owner; see Seat.
 * Source: docs/rooms.md, "Seats"; docs/speaking.md, "One bot, one seat".
 */

import "../../shared/luau/globals.ts";
import { voiceCloseAction } from "../../../src/protocol/voice/closeCode.ts";
import { RENEWAL_GRACE, type VoiceServer, type VoiceState } from "../../../src/protocol/voice/credentials.ts";
import type { Media } from "../../../src/protocol/voice/media.ts";
import { OwnSessions } from "../../../src/protocol/voice/ownSessions.ts";
import { JoinRules } from "./JoinRules.ts";
import { AWAIT_MS, channelOf, STABLE_MS, type Place } from "./place.ts";
import { NEXT_WATCH, REASONS } from "./reasons.ts";
import { Rescues } from "./Rescues.ts";
import type { SeatAction } from "./SeatAction.ts";
import { SeatPosition } from "./SeatPosition.ts";

const GRACE_MS = RENEWAL_GRACE * 1000;

export class SeatMachine {
	public readonly rules: JoinRules;
	private readonly position: SeatPosition;
	private readonly ownSessions = new OwnSessions();
	private readonly rescues = new Rescues();
	private isReady = false;

	public constructor(guildId: string, now: number) {
		this.rules = new JoinRules(now);
		this.position = new SeatPosition(guildId, this.rules);
	}

	public get place(): Place {
		return this.position.place;
	}

	/** Media of the open session. */
	public get media(): Media {
		return this.position.media;
	}

	/** Channels that are wanted, and the one that the bot has. */
	public get channels(): ReadonlyArray<string> {
		const channelId = channelOf(this.place);
		const { all } = this.rules.wanted;
		return channelId === undefined ? all : [...all, channelId];
	}

	/** Whether the cell can send op 4. */
	public get isConnected(): boolean {
		return this.isReady;
	}

	/** Whether the bot is in a channel, or about to be. */
	public get isInside(): boolean {
		return channelOf(this.place) !== undefined || this.position.shownIn !== undefined;
	}

	/** Whether the bot is in no channel, and wants none. */
	public get isIdle(): boolean {
		return this.rules.wanted.isEmpty && this.place.kind === "out" && !this.isInside;
	}

	/** Takes the actions since the last call. The owner performs them in this order. */
	public takeActions(): ReadonlyArray<SeatAction> {
		return this.position.takeActions();
	}

	/** When `tick` is due; undefined without a deadline. */
	public dueAt(now: number): number | undefined {
		if (!this.isReady) return undefined;
		const { place, rules } = this;
		const times = {
			place: "until" in place ? place.until : undefined,
			release: channelOf(place) === undefined ? undefined : rules.wanted.endAt,
			join: place.kind === "out" ? rules.goalAt(now) : undefined,
			leave: place.kind === "out" && this.position.shownIn !== undefined ? rules.leaveAt : undefined,
		};
		const known = Object.values(times).filter((time) => time !== undefined);
		return known.length === 0 ? undefined : Math.min(...known);
	}

	/** A new watch wants a channel. */
	public want(channelId: string, now: number): void {
		this.rules.want(channelId);
		this.tick(now);
	}

	/** The last watch of a channel ended. */
	public unwant(channelId: string, now: number): void {
		this.rules.wanted.unwant(channelId, now);
		this.tick(now);
	}

	/** @param sessionId Session of the cell, whose voice states are the bot's own. */
	public know(sessionId: string | undefined): void {
		this.ownSessions.add(sessionId);
	}

	/** The cell's session ended, or lost its socket. */
	public cellLost(): void {
		this.isReady = false;
	}

	/**
	 * The cell's session is ready.
	 *
	 * @param isFresh Whether it is a new session. The voice sessions of the old one ended with it.
	 * @param actual The bot's voice state in the guild; undefined outside channels.
	 */
	public cellReady(isFresh: boolean, actual: VoiceState | undefined, now: number): void {
		const { position } = this;
		const channelId = actual?.channelId;
		const isForeign =
			actual !== undefined && channelId !== undefined && this.ownSessions.isForeign(actual.sessionId);
		this.isReady = true;
		if (isFresh) this.rules.explain();
		if (isForeign) this.robbed(now);
		position.shownIn = isForeign ? undefined : channelId;
		if (isFresh || position.shownIn === undefined || this.place.kind === "leaving") position.goOut();
		else if (actual !== undefined && channelId !== undefined) {
			this.takeOwn(actual, channelId, now);
			position.extend(now);
		}
		this.tick(now);
	}

	/** A voice state of the bot arrived. */
	public takeVoiceState(state: VoiceState, now: number): void {
		const { channelId } = state;
		const isForeign = this.ownSessions.isForeign(state.sessionId);
		if (channelId === undefined) {
			if (!isForeign) this.takeLeft();
		} else if (isForeign) this.robbed(now);
		else this.takeOwn(state, channelId, now);
		this.tick(now);
	}

	/** A voice server of the guild arrived. */
	public takeVoiceServer(server: VoiceServer, now: number): void {
		this.position.takeServer(server, now);
		this.tick(now);
	}

	/** The state of media of the open session changed. */
	public takeMedia(media: Media, now: number): void {
		const { place, position } = this;
		if (place.kind !== "open") return;
		position.media = media;
		if (media.kind === "lost") {
			const refusal = this.rescues.take(now);
			if (refusal === undefined) {
				position.wait(place.channelId, "renewal", now + GRACE_MS, `no audio arrives (${media.reason})`);
			} else position.media = { kind: "lost", reason: `${media.reason}; ${refusal}` };
		}
		this.tick(now);
	}

	/** The open session needs new credentials. */
	public sessionSpent(reason: string, now: number): void {
		const { place } = this;
		if (place.kind !== "open") return;
		this.forgetFailures(now);
		const pause = this.rules.fail(place.channelId, "spent", now);
		this.position.wait(place.channelId, "renewal", now + pause, reason);
		this.tick(now);
	}

	/** The open session ended. */
	public sessionEnded(code: number | undefined, reason: string, now: number): void {
		const { place, position } = this;
		if (place.kind !== "open") return;
		this.forgetFailures(now);
		if (voiceCloseAction(code) === "move") {
			position.wait(place.channelId, "move", now + AWAIT_MS.move, reason);
		} else {
			position.end(`${reason}; ${NEXT_WATCH}`);
			if (this.isReady) position.leave(now);
		}
		this.tick(now);
	}

	/** Follows the time, and does what is due. */
	public tick(now: number): void {
		if (!this.isReady) return;
		this.expire(now);
		if (channelOf(this.place) !== undefined && !this.rules.wanted.keeps(now)) this.release(now);
		if (this.place.kind === "out") this.enter(now);
	}

	private expire(now: number): void {
		const { place, position } = this;
		if (!("until" in place) || now < place.until) return;
		if (place.kind === "leaving") position.goOut();
		else if (place.kind === "asked") this.unanswered(place.channelId, now);
		else if (place.why === "move") position.end(`${place.reason}; ${NEXT_WATCH}`, true);
		else position.leave(now);
	}

	private unanswered(channelId: string, now: number): void {
		this.rules.fail(channelId, "unanswered", now);
		this.rules.wanted.unseat();
		this.position.goOut();
		// it may still be in another channel, or have got no voice server
		if (this.position.shownIn !== undefined) this.position.leave(now);
	}

	/** Nobody wants the channel of the seat any longer. */
	private release(now: number): void {
		const next = this.rules.goal(now);
		this.rules.wanted.unseat();
		if (next === undefined) this.position.leave(now);
		else this.position.join(next, now);
	}

	/** Joins a channel, if one is wanted and nothing forbids it; leaves one that nobody wants. */
	private enter(now: number): void {
		const { position, rules } = this;
		const goal = rules.goal(now);
		if (goal !== undefined && position.shownIn !== goal) return position.join(goal, now);
		const isAbandoned = now >= (rules.leaveAt ?? Infinity);
		// Discord ignores op 4 for the channel that the bot is in, and gives no credentials
		if (position.shownIn !== undefined && (goal !== undefined || isAbandoned)) position.leave(now);
	}

	/** Another process of the bot is in a channel. Any op 4 would act on its voice session. */
	private robbed(now: number): void {
		const { place, position } = this;
		position.shownIn = undefined;
		const channelId = this.rules.wanted.winner;
		// before the bot is in, its own op 4 has yet to replace that session
		const isSeated = place.kind === "asked" ? place.isShown : place.kind !== "out";
		if (channelId !== undefined && isSeated) position.give(channelId, now);
	}

	/** The bot is in no channel. Before the cell is ready, this may be the end of an old session: `cellReady` decides. */
	private takeLeft(): void {
		const { place, position } = this;
		position.shownIn = undefined;
		if (place.kind === "leaving") position.goOut();
		if (!this.isReady || channelOf(place) === undefined) return;
		// an earlier leave
		if (place.kind === "asked" && !place.isShown) return;
		const isExplained = place.kind === "waiting" && place.why === "move";
		position.end(isExplained ? `${place.reason}; ${NEXT_WATCH}` : REASONS.left);
	}

	private takeOwn(state: VoiceState, channelId: string, now: number): void {
		const { place, position } = this;
		// sent before the leave
		if (place.kind === "leaving") return;
		position.shownIn = channelId;
		position.setDeafened(state.isDeafened === true);
		if (place.kind !== "out" || this.rules.isLateAnswer(channelId, now)) position.takeState(state, channelId, now);
	}

	private forgetFailures(now: number): void {
		const { place } = this;
		if (place.kind === "open" && now - place.since >= STABLE_MS) this.rules.forgetFailures(place.channelId);
	}
}
