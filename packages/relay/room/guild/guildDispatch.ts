/** Dispatches that rooms need, and the guild that each belongs to. Pure. */

import { idField } from "./readGuild.ts";

/** Names, and the field that has the guild's ID. */
export const GUILD_DISPATCHES = {
	GUILD_CREATE: "id",
	GUILD_UPDATE: "id",
	GUILD_DELETE: "id",
	CHANNEL_CREATE: "guild_id",
	CHANNEL_UPDATE: "guild_id",
	CHANNEL_DELETE: "guild_id",
	GUILD_ROLE_CREATE: "guild_id",
	GUILD_ROLE_UPDATE: "guild_id",
	GUILD_ROLE_DELETE: "guild_id",
	GUILD_MEMBER_UPDATE: "guild_id",
	VOICE_STATE_UPDATE: "guild_id",
} as const;

export type GuildDispatch = keyof typeof GUILD_DISPATCHES;

export function isGuildDispatch(name: string): name is GuildDispatch {
	return Object.hasOwn(GUILD_DISPATCHES, name);
}

/** Returns the ID of the dispatch's guild; undefined if it has none. */
export function guildIdOf(name: GuildDispatch, body: unknown): string | undefined {
	return idField(body, GUILD_DISPATCHES[name]);
}
