/** Controls of channels and of who is in them, for tests. Available as `server.channels`. */

import { VoiceCloseCode } from "../../../../src/protocol/voice/closeCode.ts";
import { checkNames } from "../../checkNames.ts";
import type { VoiceGateway } from "../../voice/VoiceGateway.ts";
import { NO_VOICE_FLAGS, type VoiceFlags } from "../../voice/VoiceSession.ts";
import { CHANNEL_TYPES } from "../fixtures/builders.ts";
import type { Channel, StageChannel, TextChannel, VoiceChannel, VoiceState } from "../fixtures/types.ts";
import type { MainGateway } from "../MainGateway.ts";

/** Fields of a channel that can change. */
export type ChannelChanges = Partial<Omit<TextChannel & VoiceChannel & StageChannel, "id" | "guild_id" | "type">>;

/** A user as `place` shows it. */
export interface Placement extends Partial<VoiceFlags> {
	/** Display name of a user that is not in the guild's fixture. @default its ID */
	readonly name?: string;
}

export class ChannelControls {
	public constructor(
		private readonly main: MainGateway,
		private readonly voice: VoiceGateway,
	) {}

	/** Voice states of a guild, the bot's included. */
	public voiceStates(guildId: string): ReadonlyArray<VoiceState> {
		return this.main.guilds.voiceStatesOf(guildId);
	}

	/**
	 * Shows a user in a voice channel, without a voice session, or shows that they left every channel (null). Sends
	 * VOICE_STATE_UPDATE.
	 *
	 * @returns False if the guild is unknown, or the channel is not one of its voice channels.
	 * @throws RangeError If a flag is unknown.
	 */
	public place(guildId: string, userId: string, channelId: string | null, placement: Placement = {}): boolean {
		const { name, ...flags } = placement;
		checkNames("voice flag", flags, Object.keys(NO_VOICE_FLAGS));
		if (channelId === null ? this.main.guilds.get(guildId) === undefined : !this.isVoice(guildId, channelId)) {
			return false;
		}
		this.main.voiceMembers.place(guildId, userId, channelId, flags, name);
		return true;
	}

	/**
	 * Disconnects the bot from voice, like a moderator: its voice connection is closed with 4014.
	 *
	 * @returns False if the bot is not in voice in the guild.
	 */
	public disconnectBot(guildId: string): boolean {
		return this.main.voiceMembership.disconnect(guildId);
	}

	/** Changes a channel, and sends CHANNEL_UPDATE. Returns false if no guild has the channel. */
	public update(channelId: string, changes: ChannelChanges): boolean {
		const channel = this.find(channelId);
		if (channel === undefined) return false;
		const { id, guild_id, type } = channel;
		const changed: Channel = { ...channel, ...changes, id, guild_id, type };
		this.main.guilds.setChannel(changed);
		this.main.delivery.toAll("CHANNEL_UPDATE", changed);
		return true;
	}

	/**
	 * Deletes a channel. Voice connections to it are closed with 4022, everyone in it leaves, and CHANNEL_DELETE follows. The
	 * docs specify no order.
	 *
	 * @returns False if no guild has the channel.
	 */
	public delete(channelId: string): boolean {
		const channel = this.find(channelId);
		if (channel === undefined) return false;
		const [code, reason] = [VoiceCloseCode.CallTerminated, "channel was deleted"] as const;
		this.main.voiceMembership.leaveChannel(channelId, code, reason);
		for (const { credentials, id } of this.voice.sessions.all()) {
			if (credentials.channelId !== channelId) continue;
			this.voice.remove(id, code, reason);
			this.main.voiceMembers.hide(id); // one that never connected
		}
		for (const state of this.voiceStates(channel.guild_id)) {
			if (state.channel_id === channelId) this.main.voiceMembers.place(channel.guild_id, state.user_id, null);
		}
		this.main.guilds.deleteChannel(channel);
		this.main.delivery.toAll("CHANNEL_DELETE", channel);
		return true;
	}

	private find(channelId: string): Channel | undefined {
		return this.main.guilds.all.flatMap(({ channels }) => channels).find(({ id }) => id === channelId);
	}

	private isVoice(guildId: string, channelId: string): boolean {
		const type = this.main.guilds.channel(guildId, channelId)?.type;
		return type === CHANNEL_TYPES.voice || type === CHANNEL_TYPES.stage;
	}
}
