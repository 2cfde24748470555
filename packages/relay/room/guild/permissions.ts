/**
 * The permissions of the bot in a channel.
 * Pure.
 * Source: Discord Docs, "Permissions", "Permission Overwrites".
 */

import type { Overwrite } from "./readGuild.ts";

/** Bits, by the names that Discord's documentation has for them. */
export const PERMISSIONS = {
	ADMINISTRATOR: 1n << 3n,
	VIEW_CHANNEL: 1n << 10n,
	CONNECT: 1n << 20n,
	MOVE_MEMBERS: 1n << 24n,
} as const;

export type PermissionName = keyof typeof PERMISSIONS;

const ALL = -1n;

export interface Holder {
	readonly userId: string;
	readonly isOwner: boolean;
	/** Without @everyone. */
	readonly roles: ReadonlyArray<string>;
}

/** Returns the permissions in the guild: of @everyone, whose ID is the guild's, and of all roles. */
export function basePermissions(guildId: string, rolePermissions: ReadonlyMap<string, bigint>, holder: Holder): bigint {
	if (holder.isOwner) return ALL;
	const base = [guildId, ...holder.roles].reduce((sum, role) => sum | (rolePermissions.get(role) ?? 0n), 0n);
	return has(base, "ADMINISTRATOR") ? ALL : base;
}

/** Returns the permissions in a channel: first the overwrite of @everyone, then those of all roles, then the member's. */
export function channelPermissions(
	base: bigint,
	guildId: string,
	overwrites: ReadonlyArray<Overwrite>,
	holder: Holder,
): bigint {
	if (base === ALL) return ALL;
	const roles = new Set(holder.roles);
	const everyone = overwrites.filter(({ id, isRole }) => isRole && id === guildId);
	const own = overwrites.filter(({ id, isRole }) => isRole && id !== guildId && roles.has(id));
	const member = overwrites.filter(({ id, isRole }) => !isRole && id === holder.userId);
	return [everyone, own, member].reduce(overwritten, base);
}

export function has(permissions: bigint, name: PermissionName): boolean {
	return (permissions & PERMISSIONS[name]) !== 0n;
}

/** Within a step, what one overwrite allows wins over what another denies. */
function overwritten(permissions: bigint, step: ReadonlyArray<Overwrite>): bigint {
	const denied = step.reduce((sum, { deny }) => sum | deny, 0n);
	const allowed = step.reduce((sum, { allow }) => sum | allow, 0n);
	return (permissions & ~denied) | allowed;
}
