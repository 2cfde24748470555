/**
 * Who is in the channel, and who speaks: an immutable value, so that a UI can compare it by identity.
 * Pure.
 * Source: Discord Docs, "Voice Opcodes": Clients Connect (11), Client Disconnect (13), Speaking (5).
 */

import { ServerEvent } from "./serverEvent";

/** One person in the channel. */
export interface RosterMember {
	readonly userId: string;
	/** The SSRC of their audio; undefined until they first speak. */
	readonly ssrc?: number;
	/** Sum of SpeakingFlag; 0 for silence. */
	readonly speaking: number;
}

/** By user id. */
export type Roster = ReadonlyMap<string, RosterMember>;

export const EMPTY_ROSTER: Roster = new Map();

/** The roster after `event`. The same value if nothing changed. */
export function rosterAfter(roster: Roster, event: ServerEvent): Roster {
	if (event.kind === "clientsConnect") return withMembers(roster, event.userIds);
	if (event.kind === "clientDisconnect") return withoutMember(roster, event.userId);
	if (event.kind !== "speaking") return roster;
	const { userId, flags } = event.speaking;
	const held = roster.get(userId);
	const ssrc = event.speaking.ssrc ?? held?.ssrc;
	if (held !== undefined && held.ssrc === ssrc && held.speaking === flags) return roster;
	return withMember(roster, { userId, ssrc, speaking: flags });
}

function withMembers(roster: Roster, userIds: ReadonlyArray<string>): Roster {
	if (userIds.every((userId) => roster.has(userId))) return roster;
	const after = copy(roster);
	for (const userId of userIds) if (!after.has(userId)) after.set(userId, { userId, speaking: 0 });
	return after;
}

function withMember(roster: Roster, member: RosterMember): Roster {
	const after = copy(roster);
	after.set(member.userId, member);
	return after;
}

function withoutMember(roster: Roster, userId: string): Roster {
	if (!roster.has(userId)) return roster;
	const after = copy(roster);
	after.delete(userId);
	return after;
}

function copy(roster: Roster): Map<string, RosterMember> {
	const after = new Map<string, RosterMember>();
	for (const [userId, member] of roster) after.set(userId, member);
	return after;
}
