/**
 * Guilds of the bot, with what changes: channels and voice states.
 * Holds values; knows no sessions.
 */

import { shardOf } from "./fixtures/snowflake.ts";
import type { Channel, Guild, Member, Thread, VoiceState } from "./fixtures/types.ts";

export class Guilds {
	private readonly guilds: Map<string, Guild>;
	/** By guild id and then user id. */
	private readonly voiceStates: ReadonlyMap<string, Map<string, VoiceState>>;

	public constructor(guilds: ReadonlyArray<Guild>) {
		this.guilds = new Map(guilds.map((guild) => [guild.id, guild]));
		this.voiceStates = new Map(
			guilds.map((guild) => [guild.id, new Map(guild.voice_states.map((state) => [state.user_id, state]))]),
		);
	}

	public get all(): ReadonlyArray<Guild> {
		return [...this.guilds.values()];
	}

	public get(guildId: string): Guild | undefined {
		return this.guilds.get(guildId);
	}

	/** Returns the guilds of a shard `[id, count]`. */
	public ofShard([shardId, shardCount]: readonly [number, number]): ReadonlyArray<Guild> {
		return this.all.filter((guild) => shardOf(guild.id, shardCount) === shardId);
	}

	/** Finds a channel or thread in any guild. */
	public findChannel(channelId: string): Channel | Thread | undefined {
		for (const { channels, threads } of this.guilds.values()) {
			const found = [...channels, ...threads].find((channel) => channel.id === channelId);
			if (found !== undefined) return found;
		}
		return undefined;
	}

	public channel(guildId: string, channelId: string): Channel | undefined {
		return this.get(guildId)?.channels.find((channel) => channel.id === channelId);
	}

	/** Replaces the channel with the same ID, or adds a channel. Does nothing if its guild is unknown. */
	public setChannel(channel: Channel): void {
		this.changeChannels(channel.guild_id, (channels) =>
			channels.some(({ id }) => id === channel.id)
				? channels.map((other) => (other.id === channel.id ? channel : other))
				: [...channels, channel],
		);
	}

	public deleteChannel({ guild_id: guildId, id }: Pick<Channel, "guild_id" | "id">): void {
		this.changeChannels(guildId, (channels) => channels.filter((channel) => channel.id !== id));
	}

	public member(guildId: string, userId: string): Member | undefined {
		return this.get(guildId)?.members.find((member) => member.user.id === userId);
	}

	public voiceStatesOf(guildId: string): ReadonlyArray<VoiceState> {
		return [...(this.voiceStates.get(guildId)?.values() ?? [])];
	}

	/** Stores a voice state, or deletes the one of a user without a channel. */
	public setVoiceState(state: VoiceState): void {
		const states = this.voiceStates.get(state.guild_id);
		if (state.channel_id === null) states?.delete(state.user_id);
		else states?.set(state.user_id, state);
	}

	private changeChannels(
		guildId: string,
		change: (channels: ReadonlyArray<Channel>) => ReadonlyArray<Channel>,
	): void {
		const guild = this.get(guildId);
		if (guild !== undefined) this.guilds.set(guildId, { ...guild, channels: change(guild.channels) });
	}
}
