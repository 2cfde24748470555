/**
 * Decides whether a connection receives a dispatch.
 * Pure. Source: Discord Docs, "Gateway Intents" (gateway v10).
 */

import { asRecord, hasGuild, listOf } from "./eventData.ts";
import { EVENT_INTENTS } from "./eventIntents.ts";

export interface EventOptions {
	/** Intents from the connection's Identify. */
	readonly intents: number;
	/** Guild of the event, if its data does not name one. */
	readonly guildId?: string | undefined;
	/** Current user of the connection. */
	readonly userId: string;
}

/**
 * Returns whether a connection with these intents receives `event`. Never throws, whatever the data.
 *
 * Events that need no intent are always sent, including unknown ones. Permissions, which Discord also checks for bans,
 * the audit log and AutoMod, are ignored.
 */
export function isEventAllowed(event: string, data: unknown, options: EventOptions): boolean {
	const needs = EVENT_INTENTS.get(event);
	if (needs === undefined) return true;
	const { guild, dm = guild, own } = needs;
	if ((options.intents & (hasGuild(data, options.guildId) ? guild : dm)) !== 0) return true;
	if (own === undefined || !isAbout(data, options.userId)) return false;
	return own === "always" || (options.intents & own) !== 0;
}

/** Returns whether an event is about the user: as the member, or as one added to or removed from a thread. */
function isAbout(data: unknown, userId: string): boolean {
	const { user, added_members, removed_member_ids } = asRecord(data);
	if (asRecord(user).id === userId) return true;
	if (listOf(added_members).some((member) => asRecord(member).user_id === userId)) return true;
	return listOf(removed_member_ids).includes(userId);
}
