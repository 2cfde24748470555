/**
 * Why a channel cannot be watched, and what to do.
 * Pure.
 */

import type { WatchEnd } from "../Hub.ts";
import type { GuildContent } from "./GuildContent.ts";
import { basePermissions, channelPermissions, has, type PermissionName } from "./permissions.ts";
import type { GuildChannel } from "./readGuild.ts";

export interface Watcher {
	readonly guildId: string;
	readonly botId: string;
	/** Whether it asks for the seat: the bot is to join the channel. */
	readonly wantsSeat: boolean;
}

/** Returns undefined if the channel can be watched. */
export function channelRefusal(content: GuildContent, channelId: string, watcher: Watcher): WatchEnd | undefined {
	const channel = content.channels.get(channelId);
	if (channel === undefined) {
		const message =
			`guild ${watcher.guildId} has no channel ${channelId} that the bot can see: check both IDs, ` +
			"or give the bot the permission VIEW_CHANNEL";
		return { code: "channel_unknown", message };
	}
	if (!channel.isVoice) {
		const message = `${nameOf(channel)} is not a voice or stage channel: use the ID of one`;
		return { code: "not_a_voice_channel", message };
	}
	const permissions = permissionsIn(content, channel, watcher);
	const needed: ReadonlyArray<PermissionName> = watcher.wantsSeat ? ["VIEW_CHANNEL", "CONNECT"] : ["VIEW_CHANNEL"];
	const missing = needed.find((name) => !has(permissions, name));
	if (missing !== undefined) {
		const message =
			`the bot lacks the permission ${missing} in ${nameOf(channel)}: ` +
			"allow it in the channel's settings, or in a role of the bot";
		return { code: "permission_missing", message, fields: { permission: missing } };
	}
	return watcher.wantsSeat && !has(permissions, "MOVE_MEMBERS") ? fullRefusal(content, channel, watcher) : undefined;
}

function fullRefusal(content: GuildContent, channel: GuildChannel, { botId }: Watcher): WatchEnd | undefined {
	const { id, userLimit } = channel;
	if (userLimit === 0 || content.occupants.get(botId)?.channel === id) return undefined;
	let count = 0;
	for (const occupant of content.occupants.values()) if (occupant.channel === id) count += 1;
	if (count < userLimit) return undefined;
	const message =
		`${nameOf(channel)} is full, ${count} of ${userLimit} users: raise its user limit, ` +
		"or give the bot the permission MOVE_MEMBERS";
	return { code: "channel_full", message };
}

function permissionsIn(content: GuildContent, channel: GuildChannel, { guildId, botId }: Watcher): bigint {
	const holder = { userId: botId, isOwner: content.ownerId === botId, roles: content.ownRoles };
	const base = basePermissions(guildId, content.roles, holder);
	return channelPermissions(base, guildId, channel.overwrites, holder);
}

function nameOf({ id, name }: GuildChannel): string {
	return `channel ${id} ("${name}")`;
}
