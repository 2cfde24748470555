/** What is kept of a guild: a value that a dispatch changes in place or replaces. Pure. */

import { field } from "../../../../src/protocol/field.ts";
import { MOST_CHANNELS, MOST_OCCUPANTS, MOST_ROLES } from "./bounds.ts";
import { tellOccupant, type Occupant } from "./Occupant.ts";
import { idField, listIn, readChannel, readRole, type GuildChannel } from "./readGuild.ts";
import { readOccupant, readWireIdentity, type WireIdentity } from "./readOccupant.ts";
import type { RoomChanges } from "./RoomChanges.ts";

/**
 * - `loading`: Discord has not sent the guild yet.
 * - `present`: up to date.
 * - `unavailable`: an outage at Discord. What is known is that of before.
 * - `removed`: the guild is deleted, or the bot is no longer in it.
 */
export type GuildStatus = "loading" | "present" | "unavailable" | "removed";

export interface GuildContent {
	ownerId: string | undefined;
	/** Of the bot, without @everyone. */
	ownRoles: ReadonlyArray<string>;
	/** Permissions of all roles, by ID. */
	readonly roles: Map<string, bigint>;
	/** All channels, by ID. Those of text are kept to tell them from unknown ones. */
	readonly channels: Map<string, GuildChannel>;
	/** Users in voice channels, by ID. */
	readonly occupants: Map<string, Occupant>;
}

/** The guild and the bot that reads it. `onFault` is called for each part that was skipped. */
export interface GuildReader {
	readonly guildId: string;
	readonly botId: string;
	readonly onFault: () => void;
}

export function emptyContent(): GuildContent {
	return { ownerId: undefined, ownRoles: [], roles: new Map(), channels: new Map(), occupants: new Map() };
}

/** Reads a GUILD_CREATE. */
export function readContent(reader: GuildReader, body: unknown): GuildContent {
	const content = emptyContent();
	content.ownerId = idField(body, "owner_id");
	for (const item of listIn(body, "roles") ?? []) putRole(content, reader, item);
	for (const item of listIn(body, "channels") ?? []) {
		const channel = readChannel(item, reader.botId);
		if (channel === undefined) reader.onFault();
		else put(content.channels, channel.id, channel, MOST_CHANNELS, reader);
	}
	const members = listIn(body, "members") ?? [];
	const own = members.find((member) => idField(field(member, "user"), "id") === reader.botId);
	content.ownRoles = readOwnRoles(own) ?? [];
	putOccupants(content, reader, listIn(body, "voice_states") ?? [], members);
	return content;
}

/** The IDs in `roles` of a member; undefined without a list. */
export function readOwnRoles(member: unknown): ReadonlyArray<string> | undefined {
	const roles = listIn(member, "roles")?.filter((role): role is string => typeof role === "string");
	return roles?.slice(0, MOST_ROLES);
}

/** Adds or replaces a role. */
export function putRole(content: GuildContent, reader: GuildReader, body: unknown): void {
	const role = readRole(body);
	if (role === undefined) reader.onFault();
	else put(content.roles, role.id, role.permissions, MOST_ROLES, reader);
}

/** Adds or replaces an entry. Beyond the bound, a new one is skipped. */
export function put<Value>(
	map: Map<string, Value>,
	id: string,
	value: Value,
	most: number,
	{ onFault }: GuildReader,
): void {
	if (map.size >= most && !map.has(id)) onFault();
	else map.set(id, value);
}

/** Adds what the rooms learn when one content takes the place of another. Channels end after their users have left. */
export function tellContent(changes: RoomChanges, before: GuildContent, after: GuildContent): void {
	for (const [id, channel] of after.channels) tellChannel(changes, id, before.channels.get(id), channel);
	for (const userId of keysOf(before.occupants, after.occupants)) {
		tellOccupant(changes, userId, before.occupants.get(userId), after.occupants.get(userId));
	}
	for (const [id, channel] of before.channels) {
		if (!after.channels.has(id)) tellChannel(changes, id, channel, undefined);
	}
}

/** Adds what the rooms learn of one channel. Channels that are not for voice do not count. */
export function tellChannel(
	changes: RoomChanges,
	id: string,
	before: GuildChannel | undefined,
	after: GuildChannel | undefined,
): void {
	if (after?.isVoice !== true) {
		if (before?.isVoice === true) changes.add(undefined, ["z", id]);
		return;
	}
	if (before?.isVoice === true && before.name === after.name) return;
	changes.add(id, ["n", id, after.name]);
	changes.add(undefined, ["n", id, after.name]);
}

/** The voice states of a GUILD_CREATE have no member: their identities are in `members`. */
function putOccupants(
	content: GuildContent,
	reader: GuildReader,
	states: ReadonlyArray<unknown>,
	members: ReadonlyArray<unknown>,
): void {
	const identities = new Map<string, WireIdentity>();
	const present = new Set(states.map((state) => idField(state, "user_id")));
	for (const member of members) {
		const userId = idField(field(member, "user"), "id");
		if (userId === undefined || !present.has(userId)) continue;
		const identity = readWireIdentity(reader.guildId, member);
		if (identity !== undefined) identities.set(userId, identity);
	}
	for (const state of states) {
		const userId = idField(state, "user_id");
		const occupant = readOccupant(reader.guildId, state, identities.get(userId ?? ""));
		if (userId === undefined) reader.onFault();
		else if (occupant !== undefined) put(content.occupants, userId, occupant, MOST_OCCUPANTS, reader);
	}
}

function keysOf(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): ReadonlySet<string> {
	return new Set([...one.keys(), ...other.keys()]);
}
