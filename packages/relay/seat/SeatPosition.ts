/**
 * Where the bot is, and the steps from there: each changes the place and says what the owner does.
 * Pure: times are arguments, in milliseconds. SeatMachine decides which step is due.
 */

import "../../shared/luau/globals.ts";
import {
	NO_PAIRING,
	spendServer,
	takeVoiceServer,
	takeVoiceState,
	usePairing,
	type PairingNews,
	type VoiceServer,
	type VoiceState,
} from "../../../src/protocol/voice/credentials.ts";
import { MEDIA_REASONS, unavailable, type Media } from "../../../src/protocol/voice/media.ts";
import { FRESH_RECOVERY, takeCredentials } from "../../../src/protocol/voice/recovery.ts";
import type { JoinRules } from "./JoinRules.ts";
import { ASK_MS, AWAIT_MS, channelOf, LEAVE_MS, OUT, STABLE_MS, type Awaited, type Place } from "./place.ts";
import { NEXT_WATCH, REASONS } from "./reasons.ts";
import type { SeatAction } from "./SeatAction.ts";

const OPENING = unavailable(MEDIA_REASONS.opening);

export class SeatPosition {
	/** Channel that shows the bot, by one of our sessions; undefined outside channels. */
	public shownIn: string | undefined;
	/** Media of the open session. */
	public media: Media = OPENING;
	private current: Place = OUT;
	private isDeafened = false;
	private pairing = NO_PAIRING;
	private actions: Array<SeatAction> = [];
	/** Voice sessions in a row, of which none was stable, and when the last began. */
	private recovery = FRESH_RECOVERY;
	private openedAt = -Infinity;

	public constructor(
		private readonly guildId: string,
		private readonly rules: JoinRules,
	) {}

	public get place(): Place {
		return this.current;
	}

	/** Takes the actions since the last call. */
	public takeActions(): ReadonlyArray<SeatAction> {
		const { actions } = this;
		this.actions = [];
		return actions;
	}

	public join(channelId: string, now: number): void {
		// a state of the channel that it leaves is no answer
		if (this.current.kind === "out") this.pairing = NO_PAIRING;
		this.goOut();
		this.rules.joins(channelId, now);
		this.current = { kind: "asked", channelId, until: now + ASK_MS, isShown: false };
		this.actions.push({ kind: "ask", channelId });
	}

	public leave(now: number): void {
		this.goOut();
		this.pairing = NO_PAIRING;
		this.shownIn = undefined;
		this.current = { kind: "leaving", until: now + LEAVE_MS };
		this.actions.push({ kind: "ask", channelId: null });
	}

	/** Ends the voice session, if any. */
	public goOut(): void {
		if (this.current.kind === "open") this.actions.push({ kind: "close" });
		this.current = OUT;
	}

	/** Rests until a new watch asks. @param isUnexplained See JoinRules. */
	public end(reason: string, isUnexplained = false): void {
		this.goOut();
		this.pairing = NO_PAIRING;
		this.rules.end(reason, isUnexplained);
	}

	/** Another process of the bot took the seat of a channel. */
	public give(channelId: string, now: number): void {
		const { current } = this;
		this.goOut();
		this.pairing = NO_PAIRING;
		this.rules.robbed(now, current.kind === "open" ? now - current.since : 0);
		this.actions.push({ kind: "robbed", channelId });
	}

	/** Waits in a channel without a voice session. A new pair of credentials opens one at any time. */
	public wait(channelId: string, why: Awaited, until: number, reason: string): void {
		if (why === "move" || why === "renewal") this.pairing = spendServer(this.pairing);
		this.goOut();
		this.current = { kind: "waiting", channelId, until, why, reason };
	}

	/** Begins the deadline for Discord's answer again. */
	public extend(now: number): void {
		const { current } = this;
		if (current.kind === "asked") this.current = { ...current, until: now + ASK_MS };
		else if (current.kind === "waiting" && current.why !== "renewal") {
			this.current = { ...current, until: now + AWAIT_MS[current.why] };
		}
	}

	/** Takes a voice state of the bot in a channel, and follows it. */
	public takeState(state: VoiceState, channelId: string, now: number): void {
		const { pairing, news } = takeVoiceState(this.pairing, state);
		// nothing new, such as a mute, or the channel that it is about to leave
		if (pairing === this.pairing) return;
		this.pairing = pairing;
		this.follow(channelId, now);
		if (news === "paired") this.open(now);
	}

	/** Takes a voice server of the guild. */
	public takeServer(server: VoiceServer, now: number): void {
		const { pairing, news } = takeVoiceServer(this.pairing, server);
		this.pairing = pairing;
		const channelId = channelOf(this.current);
		if (channelId !== undefined) this.heed(news, channelId, now);
	}

	public setDeafened(isDeafened: boolean): void {
		if (this.isDeafened === isDeafened) return;
		this.isDeafened = isDeafened;
		if (this.current.kind === "open") this.actions.push({ kind: "deafen", isDeafened });
	}

	private heed(news: PairingNews, channelId: string, now: number): void {
		const { current } = this;
		// before the answer to op 4, it may be about an earlier session
		if (news === "unallocated" && (current.kind !== "asked" || current.isShown)) {
			this.wait(channelId, "allocation", now + AWAIT_MS.allocation, REASONS.unallocated);
		}
		// until the state of the new channel arrives, a server makes a pair with that of the old one
		if (news === "paired" && this.pairing.state?.channelId === channelId) this.open(now);
	}

	/** The bot is in this channel. */
	private follow(channelId: string, now: number): void {
		const { current } = this;
		const { wanted } = this.rules;
		const from = channelOf(current);
		if (from !== undefined && from !== channelId) {
			wanted.seat(channelId, now, true);
			this.wait(channelId, "server", now + AWAIT_MS.server, REASONS.moved);
			this.actions.push({ kind: "moved", from, to: channelId });
			return;
		}
		if (current.kind === "out") wanted.seat(channelId, now);
		else if (current.kind !== "asked") return;
		const until = current.kind === "asked" ? current.until : now + ASK_MS;
		this.current = { kind: "asked", channelId, until, isShown: true };
	}

	/** Uses the new pair. */
	private open(now: number): void {
		const { state, server } = this.pairing;
		if (state?.channelId === undefined || server?.endpoint === undefined) return;
		const { channelId, userId, sessionId } = state;
		const { token, endpoint } = server;
		const verdict = takeCredentials(now - this.openedAt < STABLE_MS ? this.recovery : FRESH_RECOVERY);
		if (verdict.kind !== "retry") {
			this.end(`${verdict.report.reason}; ${NEXT_WATCH}`);
			return this.leave(now);
		}
		this.recovery = verdict.recovery;
		this.openedAt = now;
		this.pairing = usePairing(this.pairing);
		this.goOut();
		this.current = { kind: "open", channelId, since: now };
		this.media = OPENING;
		const credentials = { guildId: this.guildId, channelId, userId, sessionId, token, endpoint };
		this.actions.push({ kind: "open", credentials });
		if (this.isDeafened) this.actions.push({ kind: "deafen", isDeafened: true });
	}
}
