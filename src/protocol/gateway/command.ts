/**
 * Commands that a client sends to the main gateway: a builder for each.
 * Pure. A builder returns the message to encode.
 * Source: Discord Docs, "Gateway Events" (v10), "Send Events".
 */

import { NULL } from "./json";
import { GatewayOpcode } from "./opcode";

/** One message to send. */
export interface GatewayCommand {
	readonly op: number;
	/** {@link NULL} stands for null. */
	readonly d?: unknown;
}

/** Status and activities of the bot. */
export interface Presence {
	readonly status: "online" | "dnd" | "idle" | "invisible" | "offline";
	readonly activities: ReadonlyArray<{ readonly name: string; readonly type: number; readonly url?: string }>;
	readonly afk: boolean;
	/** Unix time, in milliseconds, since when the bot is idle; absent if it is not. */
	readonly since?: number;
}

/** Describes the client to Discord. */
export interface IdentifyProperties {
	readonly os: string;
	readonly browser: string;
	readonly device: string;
}

/** Content of Identify. */
export interface IdentifyOptions {
	/** Never logged. */
	readonly token: string;
	/** Sum of intents. */
	readonly intents: number;
	readonly properties: IdentifyProperties;
	/** ID of this shard, and number of shards. */
	readonly shard?: readonly [id: number, count: number];
	readonly presence?: Presence;
	/** Number of members above which a guild lists only online members: 50 to 250. */
	readonly largeThreshold?: number;
}

/** Content of Update Voice State. */
export interface VoiceTarget {
	readonly guildId: string;
	/** Undefined to leave. */
	readonly channelId?: string;
	readonly selfMute: boolean;
	readonly selfDeaf: boolean;
}

/** Heartbeat (op 1). @param sequence Sequence of the last dispatch; undefined before the first. */
export function heartbeatPayload(sequence: number | undefined): GatewayCommand {
	return { op: GatewayOpcode.Heartbeat, d: sequence ?? NULL };
}

/** Identify (op 2): begins a session. */
export function identifyPayload(options: IdentifyOptions): GatewayCommand {
	const { token, intents, properties, shard, presence, largeThreshold } = options;
	return {
		op: GatewayOpcode.Identify,
		d: {
			token,
			intents,
			properties,
			shard,
			presence: presence === undefined ? undefined : presenceBody(presence),
			large_threshold: largeThreshold,
		},
	};
}

/** Presence Update (op 3). */
export function presencePayload(presence: Presence): GatewayCommand {
	return { op: GatewayOpcode.PresenceUpdate, d: presenceBody(presence) };
}

/** Update Voice State (op 4): joins, changes or leaves a voice channel. */
export function voiceStatePayload({ guildId, channelId, selfMute, selfDeaf }: VoiceTarget): GatewayCommand {
	return {
		op: GatewayOpcode.VoiceStateUpdate,
		d: { guild_id: guildId, channel_id: channelId ?? NULL, self_mute: selfMute, self_deaf: selfDeaf },
	};
}

/** Resume (op 6): resumes a session on a new socket. @param sequence Sequence of the last dispatch. */
export function resumePayload(token: string, sessionId: string, sequence: number): GatewayCommand {
	return { op: GatewayOpcode.Resume, d: { token, session_id: sessionId, seq: sequence } };
}

/**
 * Request Guild Members (op 8): members whose name begins with `query`.
 *
 * @param query Empty for all members, which needs the intent GUILD_MEMBERS.
 * @param limit Maximum number of members; 0 for all, with an empty query.
 */
export function requestMembersPayload(guildId: string, query: string, limit: number): GatewayCommand {
	return { op: GatewayOpcode.RequestGuildMembers, d: { guild_id: guildId, query, limit } };
}

/** Request Guild Members (op 8): members by ID. @param userIds At most 100. */
export function requestUsersPayload(guildId: string, userIds: ReadonlyArray<string>): GatewayCommand {
	return { op: GatewayOpcode.RequestGuildMembers, d: { guild_id: guildId, user_ids: userIds } };
}

function presenceBody({ status, activities, afk, since }: Presence) {
	return { status, activities, afk, since: since ?? NULL };
}
