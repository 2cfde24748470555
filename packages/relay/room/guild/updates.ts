/**
 * What each dispatch changes in a guild that is known, and what the rooms learn.
 * Pure. Never throws, whatever Discord sends.
 */

import { field } from "../../../../src/protocol/field.ts";
import { MOST_CHANNELS, MOST_OCCUPANTS } from "./bounds.ts";
import { put, putRole, readOwnRoles, tellChannel, type GuildContent, type GuildReader } from "./GuildContent.ts";
import type { GuildDispatch } from "./guildDispatch.ts";
import { tellOccupant, type Occupant } from "./Occupant.ts";
import { idField, listIn, readChannel } from "./readGuild.ts";
import { identityOf, readOccupant, readWireIdentity, withIdentity } from "./readOccupant.ts";
import type { RoomChanges } from "./RoomChanges.ts";

export interface Update {
	readonly content: GuildContent;
	readonly reader: GuildReader;
	readonly body: unknown;
	readonly changes: RoomChanges;
}

/** Dispatches that change a part of the guild. */
export type PartialDispatch = Exclude<GuildDispatch, "GUILD_CREATE" | "GUILD_DELETE">;

export const UPDATES: Readonly<Record<PartialDispatch, (update: Update) => void>> = {
	GUILD_UPDATE: updateGuild,
	CHANNEL_CREATE: putChannel,
	CHANNEL_UPDATE: putChannel,
	CHANNEL_DELETE: deleteChannel,
	GUILD_ROLE_CREATE: updateRole,
	GUILD_ROLE_UPDATE: updateRole,
	GUILD_ROLE_DELETE: deleteRole,
	GUILD_MEMBER_UPDATE: updateMember,
	VOICE_STATE_UPDATE: updateVoice,
};

function updateGuild({ content, reader, body }: Update): void {
	content.ownerId = idField(body, "owner_id") ?? content.ownerId;
	const roles = listIn(body, "roles");
	if (roles === undefined) return;
	content.roles.clear();
	for (const role of roles) putRole(content, reader, role);
}

function putChannel({ content, reader, body, changes }: Update): void {
	const channel = readChannel(body, reader.botId);
	if (channel === undefined) return reader.onFault();
	const before = content.channels.get(channel.id);
	put(content.channels, channel.id, channel, MOST_CHANNELS, reader);
	tellChannel(changes, channel.id, before, content.channels.get(channel.id));
}

/** Everyone in the channel leaves with it. */
function deleteChannel({ content, reader, body, changes }: Update): void {
	const id = idField(body, "id");
	if (id === undefined) return reader.onFault();
	for (const [userId, { channel }] of [...content.occupants]) {
		if (channel === id) move(content, changes, userId, undefined);
	}
	tellChannel(changes, id, content.channels.get(id), undefined);
	content.channels.delete(id);
}

function updateRole({ content, reader, body }: Update): void {
	putRole(content, reader, field(body, "role"));
}

function deleteRole({ content, reader, body }: Update): void {
	const id = idField(body, "role_id");
	if (id === undefined) reader.onFault();
	else content.roles.delete(id);
}

/** Sent for other members only with a privileged intent, for the bot always. */
function updateMember({ content, reader, body, changes }: Update): void {
	const userId = idField(field(body, "user"), "id");
	if (userId === undefined) return reader.onFault();
	if (userId === reader.botId) content.ownRoles = readOwnRoles(body) ?? content.ownRoles;
	const occupant = content.occupants.get(userId);
	const identity = readWireIdentity(reader.guildId, body);
	if (occupant === undefined || identity === undefined) return;
	move(content, changes, userId, { ...occupant, profile: withIdentity(occupant.profile, identity) });
}

function updateVoice({ content, reader, body, changes }: Update): void {
	const userId = idField(body, "user_id");
	if (userId === undefined) return reader.onFault();
	const before = content.occupants.get(userId);
	const after = readOccupant(reader.guildId, body, before && identityOf(before.profile));
	if (before === undefined && after !== undefined && content.occupants.size >= MOST_OCCUPANTS)
		return reader.onFault();
	move(content, changes, userId, after);
}

function move(content: GuildContent, changes: RoomChanges, userId: string, after: Occupant | undefined): void {
	tellOccupant(changes, userId, content.occupants.get(userId), after);
	if (after === undefined) content.occupants.delete(userId);
	else content.occupants.set(userId, after);
}
