/**
 * Permissions of a member in a channel, and whether they let it join. Pure. Written independently of the relay, which is
 * tested against it.
 * Source: Discord Docs, "Permissions", "Permission Hierarchy" and "Permission Overwrites"; "Retrieving Voice Server
 * Information": a full channel does not answer, unless the member may move members.
 */

import type { Channel, Guild, VoiceChannel } from "../fixtures/types.ts";

const PERMISSIONS = {
	administrator: 1n << 3n,
	viewChannel: 1n << 10n,
	connect: 1n << 20n,
	moveMembers: 1n << 24n,
} as const;

const ALL = ~0n;

/** Types of overwrites. */
const OVERWRITE = { role: 0, member: 1 } as const;

/** Whether a member may join a voice channel that has `present` other members. */
export function mayJoin(guild: Guild, channel: Channel, userId: string, present: number): boolean {
	const permissions = permissionsIn(guild, channel, userId);
	const has = (permission: keyof typeof PERMISSIONS): boolean => (permissions & PERMISSIONS[permission]) !== 0n;
	if (!has("viewChannel") || !has("connect")) return false;
	const { user_limit: limit = 0 } = channel as Partial<VoiceChannel>;
	return limit === 0 || present < limit || has("moveMembers");
}

function permissionsIn(guild: Guild, channel: Channel, userId: string): bigint {
	if (guild.owner_id === userId) return ALL;
	const own = new Set([guild.id, ...(guild.members.find(({ user }) => user.id === userId)?.roles ?? [])]);
	const base = union(guild.roles.flatMap(({ id, permissions }) => (own.has(id) ? [permissions] : [])));
	if ((base & PERMISSIONS.administrator) !== 0n) return ALL;
	const { permission_overwrites: overwrites } = channel;
	// a later step overrules an earlier one: @everyone, the member's roles together, the member
	const steps = [
		overwrites.filter(({ type, id }) => type === OVERWRITE.role && id === guild.id),
		overwrites.filter(({ type, id }) => type === OVERWRITE.role && id !== guild.id && own.has(id)),
		overwrites.filter(({ type, id }) => type === OVERWRITE.member && id === userId),
	];
	return steps.reduce(
		(permissions, step) =>
			(permissions & ~union(step.map(({ deny }) => deny))) | union(step.map(({ allow }) => allow)),
		base,
	);
}

function union(permissions: ReadonlyArray<string>): bigint {
	return permissions.reduce((sum, bits) => sum | BigInt(bits), 0n);
}
