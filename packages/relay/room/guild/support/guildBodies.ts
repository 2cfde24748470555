/** A guild as Discord sends it, with two voice channels and a user in one of them. */

import type { WireChange } from "../../../../../src/protocol/room/segment.ts";
import { GuildState, type GuildNews } from "../GuildState.ts";
import { PERMISSIONS } from "../permissions.ts";

export const GUILD = "1";
export const BOT = "99";
export const [LOBBY, STAGE, TEXT] = ["10", "11", "12"];

export const user = (id: string, name: string): object => ({
	id,
	username: name,
	global_name: null,
	avatar: null,
	discriminator: "0",
});
export const member = (id: string, name: string): object => ({
	user: user(id, name),
	nick: null,
	avatar: null,
	roles: [],
});
export const state = (userId: string, channel: string | null, more: object = {}): object => ({
	guild_id: GUILD,
	user_id: userId,
	channel_id: channel,
	session_id: "private",
	self_mute: false,
	self_deaf: false,
	mute: false,
	deaf: false,
	...more,
});
const avatar = (index: number): string => `https://cdn.discordapp.com/embed/avatars/${index}.png`;
export const profile = (name: string, more: object = {}): object => ({ name, avatar: avatar(0), ...more });

export const EVERYONE = { id: GUILD, permissions: String(PERMISSIONS.VIEW_CHANNEL | PERMISSIONS.CONNECT) };
export const CHANNELS = [
	{ id: LOBBY, type: 2, name: "Lobby", user_limit: 2, permission_overwrites: [] },
	{ id: STAGE, type: 13, name: "Stage" },
	{ id: TEXT, type: 0, name: "general" },
];
export const CREATE = {
	id: GUILD,
	owner_id: "5",
	roles: [EVERYONE],
	channels: CHANNELS,
	members: [member(BOT, "Bot"), member("6", "Ann"), member("7", "Out")],
	voice_states: [state("6", LOBBY)],
};

export function make(body: object = CREATE): GuildState {
	const guild = new GuildState(GUILD, BOT);
	guild.apply("GUILD_CREATE", body);
	return guild;
}

/** Room by room: the ID of the channel, or `guild`. */
export function told({ rooms }: GuildNews): Record<string, ReadonlyArray<WireChange>> {
	return Object.fromEntries([...rooms].map(([room, changes]) => [room ?? "guild", changes]));
}
