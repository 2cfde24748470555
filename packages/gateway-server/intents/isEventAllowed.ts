/**
 * Says whether a connection gets a dispatch.
 * Pure. Source: Discord Docs, "Gateway Intents" (gateway v10).
 */

import { asRecord, hasGuild, listOf } from "./eventData.ts";
import { EVENT_INTENTS } from "./eventIntents.ts";

export interface EventOptions {
	/** Intents of the connection, as its Identify gave them. */
	readonly intents: number;
	/** Guild that the event belongs to, if its data does not say so. */
	readonly guildId?: string | undefined;
	/** Current user of the connection. */
	readonly userId: string;
}

/**
 * Says whether a connection with these intents gets `event`. Never errors, whatever the data.
 *
 * An event that no intent is listed for is always sent, one with an unknown name too. Permissions, which Discord checks
 * besides for bans, the audit log and AutoMod, are not looked at.
 */
export function isEventAllowed(event: string, data: unknown, options: EventOptions): boolean {
	const needs = EVENT_INTENTS.get(event);
	if (needs === undefined) return true;
	const { guild, dm = guild, own } = needs;
	if ((options.intents & (hasGuild(data, options.guildId) ? guild : dm)) !== 0) return true;
	if (own === undefined || !isAbout(data, options.userId)) return false;
	return own === "always" || (options.intents & own) !== 0;
}

/** Says whether an event is about a user: as member, or as one who was added to a thread or removed from it. */
function isAbout(data: unknown, userId: string): boolean {
	const { user, added_members, removed_member_ids } = asRecord(data);
	if (asRecord(user).id === userId) return true;
	if (listOf(added_members).some((member) => asRecord(member).user_id === userId)) return true;
	return listOf(removed_member_ids).includes(userId);
}
