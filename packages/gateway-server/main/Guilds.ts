/**
 * The guilds of the bot, and who is in voice: the only part of the fixtures that changes.
 * Holds values; knows no sessions.
 */

import { shardOf } from "./fixtures/snowflake.ts";
import type { Channel, Guild, Member, Thread, VoiceState } from "./fixtures/types.ts";

export class Guilds {
	private readonly guilds: ReadonlyMap<string, Guild>;
	/** By guild id and then user id. */
	private readonly voiceStates: ReadonlyMap<string, Map<string, VoiceState>>;

	public constructor(guilds: ReadonlyArray<Guild>) {
		this.guilds = new Map(guilds.map((guild) => [guild.id, guild]));
		this.voiceStates = new Map(
			guilds.map((guild) => [guild.id, new Map(guild.voice_states.map((state) => [state.user_id, state]))]),
		);
	}

	public get(guildId: string): Guild | undefined {
		return this.guilds.get(guildId);
	}

	/** Guilds of a shard, which is given as `[id, count]`. */
	public ofShard([shardId, shardCount]: readonly [number, number]): ReadonlyArray<Guild> {
		return [...this.guilds.values()].filter((guild) => shardOf(guild.id, shardCount) === shardId);
	}

	/** A channel or thread of any guild. */
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

	public member(guildId: string, userId: string): Member | undefined {
		return this.get(guildId)?.members.find((member) => member.user.id === userId);
	}

	public voiceStatesOf(guildId: string): ReadonlyArray<VoiceState> {
		return [...(this.voiceStates.get(guildId)?.values() ?? [])];
	}

	/** Remembers where a user is; one without a channel is forgotten. */
	public setVoiceState(state: VoiceState): void {
		const states = this.voiceStates.get(state.guild_id);
		if (state.channel_id === null) states?.delete(state.user_id);
		else states?.set(state.user_id, state);
	}
}
