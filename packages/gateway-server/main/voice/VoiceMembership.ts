/**
 * The bot in voice channels: handles Update Voice State (op 4), and creates the voice sessions.
 *
 * The session ID of a voice state is the `session_id` of READY in every guild (MinnDevelopment in discord-api-docs #1724).
 * A move keeps it and creates a new token.
 * Source: Discord Docs, "Update Voice State" and "Retrieving Voice Server Information"; docs/gateway.md has the evidence
 * for what they leave open.
 */

import { VoiceCloseCode } from "../../../../src/protocol/voice/closeCode.ts";
import type { Clock } from "../../../shared/clock.ts";
import { randomBytes } from "../../../shared/random.ts";
import type { VoiceCredentials, VoiceFlags, VoiceSessionState } from "../../voice/VoiceSession.ts";
import { mayJoin } from "../channels/permissions.ts";
import { CHANNEL_TYPES } from "../fixtures/builders.ts";
import type { VoiceState } from "../fixtures/types.ts";
import type { ResolvedOptions } from "../../options.ts";
import type { Delivery } from "../events/Delivery.ts";
import type { Guilds } from "../Guilds.ts";
import type { ClientSocket, MainSession } from "../session/MainSession.ts";
import type { MainSessions } from "../session/MainSessions.ts";
import { stateFlags } from "./VoiceMembers.ts";
import { voiceSessionIdOf, VoiceSeats, type VoiceSeat } from "./VoiceSeats.ts";

/** Bytes of a voice token. */
const TOKEN_SIZE = 16;

const VOICE_TYPES: ReadonlySet<number> = new Set([CHANNEL_TYPES.voice, CHANNEL_TYPES.stage]);

/** The voice gateway. `id` is the ID of a voice session for commands. */
export interface VoiceSide {
	register(credentials: VoiceCredentials, id: string): void;
	/** Returns the state of a session; `undefined` if it is not registered. */
	standing(id: string): VoiceSessionState["kind"] | undefined;
	/** Applies the voice state of a session. */
	setVoice(id: string, flags: VoiceFlags): void;
	/** Closes the client of a session, if there is one, and forgets the session. */
	remove(id: string, code: VoiceCloseCode, reason: string): void;
}

/** `d` of Update Voice State, as validated by its field table. */
export interface VoiceStatePayload {
	readonly guild_id: string;
	readonly channel_id?: string | null;
	readonly self_mute?: boolean | null;
	readonly self_deaf?: boolean | null;
}

/** Part of a voice state that the bot sets. */
type SelfState = Pick<VoiceState, "guild_id" | "self_mute" | "self_deaf">;

export interface VoiceMembershipParts {
	readonly guilds: Guilds;
	readonly sessions: MainSessions;
	readonly delivery: Delivery;
	readonly clock: Clock;
	readonly options: Pick<
		ResolvedOptions,
		"voiceTheft" | "voiceRejoin" | "voiceServerTo" | "voiceServerDelay" | "random"
	>;
}

export class VoiceMembership {
	private readonly seats = new VoiceSeats();
	/** Guilds in which a moderator muted or deafened the bot, and how. */
	private readonly moderated = new Map<string, Pick<VoiceState, "mute" | "deaf">>();

	public constructor(
		private readonly parts: VoiceMembershipParts,
		private readonly side: VoiceSide,
	) {}

	/** Handles op 4. As with Discord, there is no answer for a guild or channel that the bot cannot join. */
	public update(socket: ClientSocket, d: VoiceStatePayload): void {
		if (this.parts.guilds.get(d.guild_id) === undefined) return;
		const session = socket.session!;
		const self = { guild_id: d.guild_id, self_mute: d.self_mute === true, self_deaf: d.self_deaf === true };
		if (d.channel_id === null || d.channel_id === undefined) return this.leave(session, self);
		if (!this.mayEnter(session, d.guild_id, d.channel_id)) return;
		this.enter(session, d.channel_id, socket.origin.endpoint, self);
	}

	/**
	 * Moves the bot to another voice channel, like a member that drags it there. Sends the same updates as op 4.
	 *
	 * @returns False if the bot is not in voice in the guild, or the channel is not one of its voice channels.
	 */
	public move(guildId: string, channelId: string): boolean {
		const seat = this.seats.shownIn(guildId);
		if (seat === undefined) return false;
		return this.enter(seat.owner, channelId, seat.endpoint, seat.state);
	}

	/**
	 * Disconnects the bot, like a moderator.
	 *
	 * @returns False if the bot is not in voice in the guild.
	 */
	public disconnect(guildId: string): boolean {
		const seat = this.seats.shownIn(guildId);
		if (seat === undefined) return false;
		this.leave(seat.owner, seat.state, VoiceCloseCode.Disconnected, "bot was disconnected");
		return true;
	}

	/** Takes the bot out of a channel. */
	public leaveChannel(channelId: string, code: VoiceCloseCode, reason: string): void {
		for (const session of this.parts.sessions.all()) {
			for (const guildId of this.seats.guildsOf(session)) {
				const { state } = this.seats.of(guildId, session)!;
				if (state.channel_id === channelId) this.leave(session, state, code, reason);
			}
		}
	}

	/** Changes the voice state of a seat, like a moderator. The change survives moves. */
	public setFlags({ serverId, sessionId }: VoiceCredentials, flags: VoiceFlags): void {
		const owner = this.parts.sessions.get(sessionId);
		const seat = owner && this.seats.of(serverId, owner);
		if (seat === undefined) return;
		this.moderated.set(serverId, { mute: flags.mute, deaf: flags.deaf });
		this.show({ ...seat, state: { ...seat.state, ...stateFlags(flags) } });
	}

	/** Leaves every channel that a session joined. */
	public leaveAll(session: MainSession): void {
		for (const guildId of this.seats.guildsOf(session)) {
			const { state } = this.seats.of(guildId, session)!;
			this.leave(session, state);
		}
	}

	/** Whether a client may join a channel. A client that is in it may stay. */
	private mayEnter(session: MainSession, guildId: string, channelId: string): boolean {
		const { guilds } = this.parts;
		const [guild, channel] = [guilds.get(guildId), guilds.channel(guildId, channelId)];
		if (guild === undefined || channel === undefined) return false;
		if (this.seats.of(guildId, session)?.state.channel_id === channelId) return true;
		const others = guilds
			.voiceStatesOf(guildId)
			.filter((state) => state.channel_id === channelId && state.user_id !== session.userId);
		return mayJoin(guild, channel, session.userId, others.length);
	}

	private enter(session: MainSession, channelId: string, endpoint: string, self: SelfState): boolean {
		const { guild_id: guildId } = self;
		const channel = this.parts.guilds.channel(guildId, channelId);
		if (channel === undefined || !VOICE_TYPES.has(channel.type)) return false;

		const before = this.seats.of(guildId, session);
		const token = before?.state.channel_id === channelId ? before.token : this.createToken();
		const state = this.stateOf(session, channelId, self);
		const seat = { owner: session, state, endpoint, token };
		if (before?.state.channel_id === channelId) this.stay(before, seat);
		else this.takeSeat(seat);
		return true;
	}

	/** Joins or moves to a channel. Other sessions lose their seats in the guild, unless `voiceTheft` is "both". */
	private takeSeat(seat: VoiceSeat): void {
		const { owner, state } = seat;
		const { voiceTheft } = this.parts.options;
		const stolen = voiceTheft === "both" ? [] : this.seats.others(state.guild_id, owner);
		for (const { owner: loser } of stolen) {
			this.seats.delete(state.guild_id, loser);
			if (voiceTheft === "both" || voiceTheft === "none") continue;
			this.side.remove(voiceSessionIdOf(state.guild_id, loser), voiceTheft, "another session joined voice");
		}
		this.allocate(seat);
	}

	/** Answers op 4 for the current channel of the session. `seat` has the previous token. */
	private stay(before: VoiceSeat, seat: VoiceSeat): void {
		const { state, owner } = seat;
		const standing = this.side.standing(voiceSessionIdOf(state.guild_id, owner));
		const { voiceRejoin } = this.parts.options;
		const isNews =
			state.self_mute !== before.state.self_mute ||
			state.self_deaf !== before.state.self_deaf ||
			this.seats.shownIn(state.guild_id) !== before;
		if (standing === "connected") {
			if (voiceRejoin === "server") return this.allocate({ ...seat, token: this.createToken() });
			if (isNews || voiceRejoin === "state") this.show(seat);
			return;
		}
		// the client may have lost the updates before it connected
		if (standing === "registered") return isNews ? this.show(seat) : this.tell(seat);
		this.allocate({ ...seat, token: this.createToken() });
	}

	/** Creates the voice session of a seat, and replaces the one that its owner has in the guild. */
	private allocate(seat: VoiceSeat): void {
		const { owner, state, token } = seat;
		const { guild_id: serverId, session_id: sessionId } = state;
		const id = voiceSessionIdOf(serverId, owner);
		this.side.remove(id, VoiceCloseCode.Disconnected, "voice server changed");
		const credentials = { serverId, channelId: state.channel_id!, userId: state.user_id, sessionId, token };
		this.side.register(credentials, id);
		this.tell(seat);
	}

	/** Sends the two updates that a client needs to connect. */
	private tell(seat: VoiceSeat): void {
		const { owner, token, state } = seat;
		const { clock, options } = this.parts;
		this.show(seat);
		if (options.voiceServerDelay === 0) return this.nameServer(seat);
		clock.setTimeout(() => {
			if (this.seats.of(state.guild_id, owner)?.token === token) this.nameServer(seat);
		}, options.voiceServerDelay);
	}

	private nameServer({ owner, token, endpoint, state }: VoiceSeat): void {
		const server = { token, guild_id: state.guild_id, endpoint };
		if (this.parts.options.voiceServerTo === "all") this.parts.delivery.toAll("VOICE_SERVER_UPDATE", server);
		else this.parts.delivery.toSession(owner, "VOICE_SERVER_UPDATE", server);
	}

	private show(seat: VoiceSeat): void {
		this.seats.set(seat);
		const { state } = seat;
		this.side.setVoice(voiceSessionIdOf(state.guild_id, seat.owner), {
			mute: state.mute,
			deaf: state.deaf,
			selfMute: state.self_mute,
			selfDeaf: state.self_deaf,
			suppress: state.suppress,
		});
		this.announce(seat.state);
	}

	/** Does nothing for a session that is not in voice in the guild. */
	private leave(
		session: MainSession,
		self: SelfState,
		code = VoiceCloseCode.Disconnected,
		reason = "bot left the channel",
	): void {
		const { guild_id: guildId } = self;
		const seat = this.seats.of(guildId, session);
		if (seat === undefined) return;
		const isShown = this.seats.shownIn(guildId) === seat;
		this.seats.delete(guildId, session);
		this.side.remove(voiceSessionIdOf(guildId, session), code, reason);
		if (!isShown) return;
		this.announce(this.stateOf(session, null, self));
		const left = this.seats.shownIn(guildId);
		if (left !== undefined) this.announce(left.state);
	}

	private announce(state: VoiceState): void {
		this.parts.guilds.setVoiceState(state);
		this.parts.delivery.toAll("VOICE_STATE_UPDATE", state);
	}

	private stateOf({ id, userId }: MainSession, channelId: string | null, self: SelfState): VoiceState {
		const member = this.parts.guilds.member(self.guild_id, userId);
		return {
			guild_id: self.guild_id,
			channel_id: channelId,
			user_id: userId,
			...(member !== undefined && { member }),
			session_id: id,
			...(this.moderated.get(self.guild_id) ?? { deaf: false, mute: false }),
			self_deaf: self.self_deaf,
			self_mute: self.self_mute,
			self_video: false,
			suppress: false,
			request_to_speak_timestamp: null,
		};
	}

	private createToken(): string {
		return randomBytes(this.parts.options.random, TOKEN_SIZE).toString("hex");
	}
}
