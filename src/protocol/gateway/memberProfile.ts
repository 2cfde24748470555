/**
 * Name, avatar and mutes of a user in a voice channel, from bodies of the main gateway.
 * Pure. Never errors, whatever a server sends. A field that is missing or of another type stays undefined.
 * Source: Discord Docs, "Voice State Object", "Guild Member Object", "User Object", "CDN Endpoints".
 */

import { field, textField } from "../field";
import { MemberProfile } from "../voice/roster";
import { shardOf } from "./shard";

const CDN = "https://cdn.discordapp.com";

/** Number of default avatars for users with a unique name. Users with a discriminator have one less. */
const DEFAULT_AVATARS = 6;
const DISCRIMINATED_AVATARS = 5;

/** Discriminator of users with a unique name. */
const NO_DISCRIMINATOR = "0";

const ID = "^%d+$";
/** Pattern of an image hash, which becomes a part of a URL. */
const HASH = "^[%w_]+$";

/** The part of a profile that does not depend on a voice state. */
export type Identity = Pick<MemberProfile, "name" | "avatarUrl">;

/** Returns the identity in a guild member object; undefined without its user, which a voice state may omit. */
export function readIdentity(guildId: string, member: unknown): Identity | undefined {
	const user = field(member, "user");
	const userId = textField(user, "id");
	if (userId === undefined || string.match(userId, ID)[0] === undefined) return undefined;
	return {
		name: nameIn(member, "nick") ?? nameIn(user, "global_name") ?? nameIn(user, "username"),
		avatarUrl: guildAvatar(guildId, userId, member) ?? userAvatar(userId, user) ?? defaultAvatar(userId, user),
	};
}

/** Returns the mutes of a voice state. */
export function readMutes(state: unknown): Omit<MemberProfile, keyof Identity> {
	return {
		selfMute: flagField(state, "self_mute"),
		selfDeaf: flagField(state, "self_deaf"),
		serverMute: flagField(state, "mute"),
		serverDeaf: flagField(state, "deaf"),
	};
}

function nameIn(body: unknown, key: string): string | undefined {
	const name = textField(body, key);
	return name === "" ? undefined : name;
}

function flagField(body: unknown, name: string): boolean | undefined {
	const value = field(body, name);
	return typeIs(value, "boolean") ? value : undefined;
}

function hashField(body: unknown): string | undefined {
	const hash = textField(body, "avatar");
	return hash !== undefined && string.match(hash, HASH)[0] !== undefined ? hash : undefined;
}

function guildAvatar(guildId: string, userId: string, member: unknown): string | undefined {
	const hash = hashField(member);
	return hash === undefined ? undefined : `${CDN}/guilds/${guildId}/users/${userId}/avatars/${hash}.png`;
}

function userAvatar(userId: string, user: unknown): string | undefined {
	const hash = hashField(user);
	return hash === undefined ? undefined : `${CDN}/avatars/${userId}/${hash}.png`;
}

/** `(user_id >> 22) % 6`, or `discriminator % 5`. The first is the formula of shards, which also exceeds 2^53. */
function defaultAvatar(userId: string, user: unknown): string {
	const discriminator = textField(user, "discriminator") ?? NO_DISCRIMINATOR;
	const number = tonumber(discriminator);
	const index =
		discriminator === NO_DISCRIMINATOR || number === undefined
			? shardOf(userId, DEFAULT_AVATARS)
			: math.floor(number) % DISCRIMINATED_AVATARS;
	return `${CDN}/embed/avatars/${index}.png`;
}
