/**
 * Bodies of the messages of the main gateway, as far as this package reads them.
 * Pure. Nothing here errors, whatever a server sends. A field that a session does not need never makes a body malformed: if it
 * is missing, null or of another type, it is omitted, or has the default that its type names. Other fields stay unchanged.
 * Source: Discord Docs, "Gateway Events" (v10).
 */

import { field, textField } from "../field";

/** Body of READY. */
export interface GatewayReady {
	/** Empty if the server sent none: then the session cannot be resumed. */
	readonly session_id: string;
	/** Absent if the server sent none: then the first URL is used. */
	readonly resume_gateway_url?: string | undefined;
	/** The bot's user; absent if the server did not send it. */
	readonly user?: { readonly id: string } | undefined;
	/** Guilds for which GUILD_CREATE follows. */
	readonly guilds: ReadonlyArray<{ readonly id: string }>;
}

/** Body of GUILD_CREATE and GUILD_DELETE. */
export interface GuildBody {
	readonly id: string;
	/** Whether an outage hides the guild; in GUILD_DELETE, absent if the bot was removed. */
	readonly unavailable?: boolean | undefined;
}

/** Body of VOICE_STATE_UPDATE. */
export interface VoiceStateBody {
	/** Absent in private calls. */
	readonly guild_id?: string | undefined;
	/** Absent if the user is in no channel. */
	readonly channel_id?: string | undefined;
	readonly user_id: string;
	/** Absent if the server did not send it. */
	readonly session_id?: string | undefined;
	/** Whether a moderator muted the user; absent if the server did not send it. */
	readonly mute?: boolean;
	/** Whether a moderator deafened the user; absent if the server did not send it. */
	readonly deaf?: boolean;
	readonly self_mute?: boolean;
	readonly self_deaf?: boolean;
	/** The user's member object; absent in some voice states of GUILD_CREATE. */
	readonly member?: GuildMemberBody;
}

/** A guild member object. */
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
	/** Absent while Discord allocates another server. */
	readonly endpoint?: string | undefined;
}

/** Milliseconds between beats if Hello has no valid interval: the usual interval of Discord. */
export const USUAL_HEARTBEAT_INTERVAL = 41_250;

/** Returns a text that is not empty. */
function textOf(body: unknown, name: string): string | undefined {
	const text = textField(body, name);
	return text === "" ? undefined : text;
}

/** Reads READY. None of its fields is required. */
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

/** Reads GUILD_CREATE and GUILD_DELETE. The ID of the guild is required. */
export function readGuild(d: unknown): GuildBody | undefined {
	if (textOf(d, "id") === undefined) return undefined;
	const guild = d as GuildBody;
	const isOdd = guild.unavailable !== undefined && !typeIs(guild.unavailable, "boolean");
	return isOdd ? { ...guild, unavailable: undefined } : guild;
}

/** Reads VOICE_STATE_UPDATE. The user is required, and the channel must be an ID or null, which means that the user left. */
export function readVoiceState(d: unknown): VoiceStateBody | undefined {
	if (textOf(d, "user_id") === undefined) return undefined;
	const channel = textOf(d, "channel_id");
	if (channel === undefined && field(d, "channel_id") !== undefined) return undefined;
	return {
		...(d as VoiceStateBody),
		channel_id: channel,
		guild_id: textOf(d, "guild_id"),
		session_id: textOf(d, "session_id"),
	};
}

/** Reads VOICE_SERVER_UPDATE. The guild is required, and the token only with an endpoint. */
export function readVoiceServer(d: unknown): VoiceServerBody | undefined {
	if (textOf(d, "guild_id") === undefined) return undefined;
	const endpoint = textOf(d, "endpoint");
	const token = textOf(d, "token");
	if (token === undefined && endpoint !== undefined) return undefined;
	return { ...(d as VoiceServerBody), token: token ?? "", endpoint };
}
