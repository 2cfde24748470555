/**
 * The users in the channel, their speaking state and their profiles: an immutable value that a UI can compare by identity.
 * Pure.
 * Source: Discord Docs, "Voice Opcodes": Clients Connect (11), Client Disconnect (13), Speaking (5); docs/relay.md, `m` records.
 */

import { SpeakerLevel, Speaking } from "./media";
import { ServerEvent } from "./serverEvent";

/** The profile of a user in a voice channel, from the main gateway. Unknown fields are undefined. */
export interface MemberProfile {
	/** Nickname in the server, else display name, else username. */
	readonly name?: string | undefined;
	/** Avatar in the server, else the user's avatar, else Discord's default for this user. */
	readonly avatarUrl?: string | undefined;
	/** Whether they are a bot; undefined while unknown. */
	readonly bot?: boolean | undefined;
	/** Whether they muted themselves. */
	readonly selfMute?: boolean | undefined;
	/** Whether they deafened themselves. */
	readonly selfDeaf?: boolean | undefined;
	/** Whether a moderator muted them. */
	readonly serverMute?: boolean | undefined;
	/** Whether a moderator deafened them. */
	readonly serverDeaf?: boolean | undefined;
}

/** One user in the channel. */
export interface RosterMember extends MemberProfile {
	readonly userId: string;
	/** The SSRC of their audio; undefined until Discord maps one. */
	readonly ssrc?: number | undefined;
	/** Sum of SpeakingFlag from the mapping of the SSRC: the kind of audio, not whether they speak. */
	readonly flags?: number | undefined;
	/** Undefined while unknown, see `media` of the connection. */
	readonly speaking: boolean | undefined;
	/** Loudness, 0 to 1; 0 while they do not speak. */
	readonly level: number;
}

/** By user ID. */
export type Roster = ReadonlyMap<string, RosterMember>;

export const EMPTY_ROSTER: Roster = new Map();

/**
 * The roster after `event`. The same value if nothing changed.
 *
 * @param silence `speaking` of a new user: false while media is live, else undefined.
 */
export function rosterAfter(roster: Roster, event: ServerEvent, silence?: false): Roster {
	if (event.kind === "clientsConnect") return withMembers(roster, event.userIds, silence);
	if (event.kind === "clientDisconnect") return withoutMember(roster, event.userId);
	if (event.kind !== "speakerMapped") return roster;
	const { userId, flags, ssrc } = event.mapping;
	const held = roster.get(userId) ?? newMember(userId, silence);
	return withMember(roster, { ...held, ssrc: ssrc ?? held.ssrc, flags });
}

/** The roster after a user started or stopped speaking. Adds no member: a late record may name a user who has left. */
export function withSpeaking(roster: Roster, { userId, speaking, level }: Speaking): Roster {
	const held = roster.get(userId);
	return held === undefined ? roster : withMember(roster, { ...held, speaking, level });
}

/** The roster after the loudness of a speaking user changed. */
export function withLevel(roster: Roster, { userId, level }: SpeakerLevel): Roster {
	const held = roster.get(userId);
	return held?.speaking === true ? withMember(roster, { ...held, level }) : roster;
}

/** The roster with every member silent (false), or with no member known to speak or be silent (undefined). */
export function withoutSpeakers(roster: Roster, speaking: false | undefined): Roster {
	const isSettled = (member: RosterMember) => member.speaking === speaking && member.level === 0;
	const after = new Map<string, RosterMember>();
	let hasChanged = false;
	for (const [userId, member] of roster) {
		hasChanged = hasChanged || !isSettled(member);
		after.set(userId, { ...member, speaking, level: 0 });
	}
	return hasChanged ? after : roster;
}

/** The roster with the profile of a member. */
export function withProfile(roster: Roster, userId: string, profile: MemberProfile): Roster {
	const held = roster.get(userId);
	if (held === undefined) return roster;
	const { name, avatarUrl, bot, selfMute, selfDeaf, serverMute, serverDeaf } = profile;
	return withMember(roster, { ...held, name, avatarUrl, bot, selfMute, selfDeaf, serverMute, serverDeaf });
}

/** The fields of a profile, and no others. */
export function profileOf(profile: MemberProfile): MemberProfile {
	const { name, avatarUrl, bot, selfMute, selfDeaf, serverMute, serverDeaf } = profile;
	return { name, avatarUrl, bot, selfMute, selfDeaf, serverMute, serverDeaf };
}

function newMember(userId: string, speaking?: false): RosterMember {
	return { userId, speaking, level: 0 };
}

function withMembers(roster: Roster, userIds: ReadonlyArray<string>, silence?: false): Roster {
	if (userIds.every((userId) => roster.has(userId))) return roster;
	const after = copy(roster);
	for (const userId of userIds) if (!after.has(userId)) after.set(userId, newMember(userId, silence));
	return after;
}

function withMember(roster: Roster, member: RosterMember): Roster {
	const held = roster.get(member.userId);
	if (held !== undefined && hasAllOf(held, member) && hasAllOf(member, held)) return roster;
	const after = copy(roster);
	after.set(member.userId, member);
	return after;
}

function hasAllOf(one: RosterMember, other: RosterMember): boolean {
	for (const [name, value] of pairs(other)) if (one[name] !== value) return false;
	return true;
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
