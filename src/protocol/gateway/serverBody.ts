/**
 * Bodies of what the main gateway sends, read as far as this package needs them.
 * Pure. Nothing here errors, whatever a server sends. A field that a session can live without never makes a body malformed:
 * where it is missing, null or of another type, it is left out, or stands at what its type says. Other fields stay as they came.
 * Source: Discord Docs, "Gateway Events" (v10).
 */

import { field, textField } from "../field";

/** Body of READY, as far as this package reads it. */
export interface GatewayReady {
	/** Empty if the server named none: such a session cannot be resumed. */
	readonly session_id: string;
	/** Absent if the server named none: then the first URL is used. */
	readonly resume_gateway_url?: string;
	/** The bot itself; absent if the server did not say. */
	readonly user?: { readonly id: string };
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
	/** Absent if the server did not say. */
	readonly session_id?: string;
	/** Whether a moderator muted the user; absent if the server did not say. */
	readonly mute?: boolean;
	/** Whether a moderator deafened the user; absent if the server did not say. */
	readonly deaf?: boolean;
	readonly self_mute?: boolean;
	readonly self_deaf?: boolean;
	/** Who the user is in the guild; absent in some voice states of GUILD_CREATE. */
	readonly member?: GuildMemberBody;
}

/** A guild member object, as far as this package reads it. */
export interface GuildMemberBody {
	readonly nick?: string;
	/** Hash of the avatar in this guild. */
	readonly avatar?: string;
	readonly user?: {
		readonly id: string;
		readonly username?: string;
		readonly global_name?: string;
		/** "0" for a user whose name is unique. */
		readonly discriminator?: string;
		/** Hash of the user's own avatar. */
		readonly avatar?: string;
	};
}

/** Body of VOICE_SERVER_UPDATE. */
export interface VoiceServerBody {
	/** Never logged. May be empty without an endpoint. */
	readonly token: string;
	readonly guild_id: string;
	/** Absent while Discord looks for another server. */
	readonly endpoint?: string;
}

/** Milliseconds between beats where Hello names no interval that can be: what Discord's own Hello says. */
export const USUAL_HEARTBEAT_INTERVAL = 41_250;

/** A text that is not empty. */
function textOf(body: unknown, name: string): string | undefined {
	const text = textField(body, name);
	return text === "" ? undefined : text;
}

/** READY. Nothing in it is needed to go on. */
export function readReady(d: unknown): GatewayReady | undefined {
	if (!typeIs(d, "table")) return undefined;
	const ready = d as unknown as GatewayReady;
	const guilds: Array<{ readonly id: string }> = [];
	const named = field(d, "guilds");
	for (const [, guild] of pairs(typeIs(named, "table") ? (named as Record<number, unknown>) : {})) {
		if (textOf(guild, "id") !== undefined) guilds.push(guild as { id: string });
	}
	return {
		...ready,
		session_id: textOf(d, "session_id") ?? "",
		resume_gateway_url: textOf(d, "resume_gateway_url"),
		user: textOf(field(d, "user"), "id") === undefined ? undefined : ready.user,
		guilds,
	};
}

/** GUILD_CREATE and GUILD_DELETE: without an id it is about no guild. */
export function readGuild(d: unknown): GuildBody | undefined {
	if (textOf(d, "id") === undefined) return undefined;
	const guild = d as GuildBody;
	const isOdd = guild.unavailable !== undefined && !typeIs(guild.unavailable, "boolean");
	return isOdd ? { ...guild, unavailable: undefined } : guild;
}

/**
 * VOICE_STATE_UPDATE: without a user it is about no one; a channel that is neither an id nor null must not be taken for
 * having left.
 */
export function readVoiceState(d: unknown): VoiceStateBody | undefined {
	if (textOf(d, "user_id") === undefined) return undefined;
	if (field(d, "channel_id") !== undefined && textOf(d, "channel_id") === undefined) return undefined;
	return { ...(d as VoiceStateBody), guild_id: textOf(d, "guild_id"), session_id: textOf(d, "session_id") };
}

/** VOICE_SERVER_UPDATE: without a guild it is about none; without an endpoint there is no server, and no token is needed. */
export function readVoiceServer(d: unknown): VoiceServerBody | undefined {
	if (textOf(d, "guild_id") === undefined) return undefined;
	const endpoint = textOf(d, "endpoint");
	const token = textOf(d, "token");
	if (token === undefined && endpoint !== undefined) return undefined;
	return { ...(d as VoiceServerBody), token: token ?? "", endpoint };
}
