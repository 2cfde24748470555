/**
 * Payloads of the main gateway: builders for what a client sends, guards for what a server sends.
 * Pure. A builder returns the message to encode; a guard never errors, whatever it is given.
 * Source: Discord Docs, "Gateway Events" (v10).
 */

import { t } from "@rbxts/t";
import { NULL } from "./json";
import { GatewayOpcode } from "./opcode";

/** One decoded message. */
export interface GatewayPayload {
	/** Opcode; one that {@link GatewayOpcode} does not name is handed on too. */
	readonly op: number;
	/** Body; absent where the message says null. */
	readonly d?: unknown;
	/** Sequence of a dispatch. */
	readonly s?: number;
	/** Name of a dispatch's event. */
	readonly t?: string;
}

/** One message to send. */
export interface GatewayCommand {
	readonly op: number;
	/** {@link NULL} stands for null. */
	readonly d?: unknown;
}

/** What the bot is seen to do. */
export interface Presence {
	readonly status: "online" | "dnd" | "idle" | "invisible" | "offline";
	readonly activities: ReadonlyArray<{ readonly name: string; readonly type: number; readonly url?: string }>;
	readonly afk: boolean;
	/** Milliseconds of the Unix clock since when the bot is idle; absent if it is not. */
	readonly since?: number;
}

/** What says where a connection comes from. */
export interface IdentifyProperties {
	readonly os: string;
	readonly browser: string;
	readonly device: string;
}

/** What opens a session. */
export interface IdentifyOptions {
	/** Never logged. */
	readonly token: string;
	/** Sum of intents. */
	readonly intents: number;
	readonly properties: IdentifyProperties;
	/** Id of this shard, and number of all. */
	readonly shard?: readonly [id: number, count: number];
	readonly presence?: Presence;
	/** Members from which on a guild shows only those that are online: 50 to 250. */
	readonly largeThreshold?: number;
}

/** Where to be in voice. */
export interface VoiceTarget {
	readonly guildId: string;
	/** Undefined leaves. */
	readonly channelId?: string;
	readonly selfMute: boolean;
	readonly selfDeaf: boolean;
}

/** Heartbeat (op 1). @param sequence Of the last dispatch; undefined if none came. */
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

/** Update Voice State (op 4): joins a channel, moves to it, or leaves. */
export function voiceStatePayload({ guildId, channelId, selfMute, selfDeaf }: VoiceTarget): GatewayCommand {
	return {
		op: GatewayOpcode.VoiceStateUpdate,
		d: { guild_id: guildId, channel_id: channelId ?? NULL, self_mute: selfMute, self_deaf: selfDeaf },
	};
}

/** Resume (op 6): takes a session up again on a new connection. @param sequence Of the last dispatch. */
export function resumePayload(token: string, sessionId: string, sequence: number): GatewayCommand {
	return { op: GatewayOpcode.Resume, d: { token, session_id: sessionId, seq: sequence } };
}

/**
 * Request Guild Members (op 8): those whose name begins with `query`.
 *
 * @param query Empty for all, which needs the intent GUILD_MEMBERS.
 * @param limit Most of them; 0 for all, with an empty query.
 */
export function requestMembersPayload(guildId: string, query: string, limit: number): GatewayCommand {
	return { op: GatewayOpcode.RequestGuildMembers, d: { guild_id: guildId, query, limit } };
}

function presenceBody({ status, activities, afk, since }: Presence) {
	return { status, activities, afk, since: since ?? NULL };
}

/** Body of READY, as far as this package reads it. */
export interface GatewayReady {
	readonly session_id: string;
	readonly resume_gateway_url: string;
	/** The bot itself. */
	readonly user: { readonly id: string };
	/** Guilds that GUILD_CREATE will bring. */
	readonly guilds: ReadonlyArray<{ readonly id: string }>;
}

/** Body of GUILD_CREATE and GUILD_DELETE, as far as this package reads it. */
export interface GuildBody {
	readonly id: string;
	/** Whether an outage hides the guild; in GUILD_DELETE, absent if the bot was removed. */
	readonly unavailable?: boolean;
}

/** Body of VOICE_STATE_UPDATE, as far as this package reads it. */
export interface VoiceStateBody {
	/** Absent in private calls. */
	readonly guild_id?: string;
	/** Absent if the user is in no channel. */
	readonly channel_id?: string;
	readonly user_id: string;
	readonly session_id: string;
}

/** Body of VOICE_SERVER_UPDATE. */
export interface VoiceServerBody {
	/** Never logged. */
	readonly token: string;
	readonly guild_id: string;
	/** Absent while Discord looks for another server. */
	readonly endpoint?: string;
}

const body = t.interface;

/** Any message that can be handed on: an object whose `op` is a number. */
export function isGatewayPayload(value: unknown): value is GatewayPayload {
	if (!typeIs(value, "table")) return false;
	const { op, t: name } = value as { op?: unknown; t?: unknown };
	return typeIs(op, "number") && (name === undefined || typeIs(name, "string"));
}

export const isGatewayReady: t.check<GatewayReady> = body({
	session_id: t.string,
	resume_gateway_url: t.string,
	user: body({ id: t.string }),
	guilds: t.array(body({ id: t.string })),
});

export const isGuildBody: t.check<GuildBody> = body({ id: t.string, unavailable: t.optional(t.boolean) });

export const isVoiceStateBody: t.check<VoiceStateBody> = body({
	guild_id: t.optional(t.string),
	channel_id: t.optional(t.string),
	user_id: t.string,
	session_id: t.string,
});

export const isVoiceServerBody: t.check<VoiceServerBody> = body({
	token: t.string,
	guild_id: t.string,
	endpoint: t.optional(t.string),
});
