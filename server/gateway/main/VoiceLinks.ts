/**
 * Ways of the bot into voice channels: Update Voice State (op 4), and the voice sessions that follow from it.
 *
 * A main session has one voice session id for each guild, for as long as it is in voice there; a move keeps the id, and
 * gives a new token. (Discord has one id for all guilds; a server that finds sessions by their id cannot.)
 * Source: Discord Docs, "Update Voice State" and "Retrieving Voice Server Information".
 */

import { randomBytes } from "../random.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { CHANNEL_TYPES } from "./fixtures/builders.ts";
import type { VoiceState } from "./fixtures/types.ts";
import type { MainGateway } from "./MainGateway.ts";
import type { MainSession } from "./MainSession.ts";
import type { MainSocket } from "./MainSocket.ts";

/** Bytes of a voice session id and of a voice token. */
const SECRET_SIZE = 16;

const VOICE_TYPES: ReadonlySet<number> = new Set([CHANNEL_TYPES.voice, CHANNEL_TYPES.stage]);

/** Where voice sessions are checked. */
export interface VoiceSide {
	register(credentials: VoiceCredentials): void;
	/** Closes the client of the session with 4014, if there is one. */
	unregister(sessionId: string): void;
}

/** `d` of Update Voice State, as its field table lets it through. */
export interface VoiceStatePayload {
	readonly guild_id: string;
	readonly channel_id?: string | null;
	readonly self_mute: boolean;
	readonly self_deaf: boolean;
}

interface VoiceLink {
	readonly owner: MainSession;
	readonly state: VoiceState;
	/** Of the voice gateway, as its owner was told. */
	readonly endpoint: string;
}

/** Of a voice state: where it is, and what the bot says of itself. */
type SelfState = Pick<VoiceState, "guild_id" | "self_mute" | "self_deaf">;

export class VoiceLinks {
	/** By guild id: a user is in one voice channel of a guild at most. */
	private readonly links = new Map<string, VoiceLink>();

	public constructor(
		private readonly gateway: MainGateway,
		private readonly side: VoiceSide,
	) {}

	/** Handles op 4. A guild or channel that the bot cannot join gets no answer, as with Discord. */
	public update(socket: MainSocket, d: VoiceStatePayload): void {
		if (this.gateway.guilds.get(d.guild_id) === undefined) return;
		if (d.channel_id === null || d.channel_id === undefined) return this.leave(d.guild_id, d);
		this.enter(socket.session!, d.channel_id, socket.origin.endpoint, d);
	}

	/**
	 * Moves the bot to another voice channel, as somebody does who drags it there: the same updates as for op 4.
	 *
	 * @returns False if the bot is in no voice channel of the guild, or that channel is none of its voice channels.
	 */
	public move(guildId: string, channelId: string): boolean {
		const link = this.links.get(guildId);
		if (link === undefined) return false;
		return this.enter(link.owner, channelId, link.endpoint, link.state);
	}

	private enter(session: MainSession, channelId: string, endpoint: string, self: SelfState): boolean {
		const { guild_id: guildId } = self;
		const link = this.links.get(guildId);
		const channel = this.gateway.guilds.channel(guildId, channelId);
		if (channel === undefined || !VOICE_TYPES.has(channel.type)) return false;

		const sessionId = link?.owner === session ? link.state.session_id : this.createSecret();
		const stays = link?.owner === session && link.state.channel_id === channelId;
		const state = this.stateOf(session.userId, channelId, sessionId, self);
		this.links.set(guildId, { owner: session, state, endpoint });
		if (stays) {
			this.announce(state);
			return true;
		}
		if (link !== undefined) this.side.unregister(link.state.session_id);
		const token = this.createSecret();
		this.side.register({ serverId: guildId, channelId, userId: session.userId, sessionId, token });
		this.announce(state);
		this.gateway.dispatchTo(session, "VOICE_SERVER_UPDATE", { token, guild_id: guildId, endpoint });
		return true;
	}

	/** Leaves every channel that a session joined. */
	public leaveAll(session: MainSession): void {
		for (const [guildId, { owner, state }] of this.links) {
			if (owner === session) this.leave(guildId, state);
		}
	}

	private leave(guildId: string, self: Pick<VoiceState, "self_mute" | "self_deaf">): void {
		const link = this.links.get(guildId);
		if (link === undefined) return;
		const { state } = link;
		this.links.delete(guildId);
		this.side.unregister(state.session_id);
		this.announce(this.stateOf(state.user_id, null, state.session_id, { guild_id: guildId, ...self }));
	}

	private announce(state: VoiceState): void {
		this.gateway.guilds.setVoiceState(state);
		this.gateway.dispatch("VOICE_STATE_UPDATE", state);
	}

	private stateOf(userId: string, channelId: string | null, sessionId: string, d: SelfState): VoiceState {
		const member = this.gateway.guilds.member(d.guild_id, userId);
		return {
			guild_id: d.guild_id,
			channel_id: channelId,
			user_id: userId,
			...(member !== undefined && { member }),
			session_id: sessionId,
			deaf: false,
			mute: false,
			self_deaf: d.self_deaf,
			self_mute: d.self_mute,
			self_video: false,
			suppress: false,
			request_to_speak_timestamp: null,
		};
	}

	private createSecret(): string {
		return randomBytes(this.gateway.options.random, SECRET_SIZE).toString("hex");
	}
}
