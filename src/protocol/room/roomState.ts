/**
 * A room as its watchers know it: an immutable value.
 * Pure. Runs under Luau and Node.
 */

import { Encryption, NO_ENCRYPTION } from "../voice/encryption";
import { Speaking } from "../voice/media";
import { EMPTY_ROSTER, Roster, RosterMember } from "../voice/roster";
import { RoomCursor, RoomSpeakers } from "./segment";

/** A voice channel of a room. */
export interface RoomChannel {
	/** Empty until the relay names it. */
	readonly name: string;
	readonly roster: Roster;
}

export interface RoomState {
	/** Position of the last segment that was processed; undefined before the first. */
	readonly cursor: RoomCursor | undefined;
	/** Whether segments are missing: the state is out of date until a snapshot comes. */
	readonly isBroken: boolean;
	/** The channel of the room; undefined for the room of a guild. */
	readonly channelId: string | undefined;
	/** By channel ID. The room of a channel has exactly that one. */
	readonly channels: ReadonlyMap<string, RoomChannel>;
	readonly speakers: RoomSpeakers;
	/** Why speakers are not live; for people. */
	readonly reason: string;
	readonly encryption: Encryption;
}

/** What happened in a room, in the order of the signals. */
export type RoomEvent =
	| { readonly kind: "channel"; readonly channelId: string; readonly name: string }
	| { readonly kind: "channelGone"; readonly channelId: string }
	| { readonly kind: "joined"; readonly channelId: string; readonly member: RosterMember }
	/** `member` is as they were; their stop, if they spoke, came before. */
	| { readonly kind: "left"; readonly channelId: string; readonly member: RosterMember }
	| { readonly kind: "speaking"; readonly speaking: Speaking }
	| { readonly kind: "speakers"; readonly speakers: RoomSpeakers; readonly reason: string }
	| { readonly kind: "encryption"; readonly encryption: Encryption }
	| { readonly kind: "gap"; readonly reason: string }
	/** The roster of a channel has changed. Follows the events that changed it. */
	| { readonly kind: "roster"; readonly channelId: string; readonly roster: Roster };

/** Events that belong together, and the room after them. No user has two events of their own in one step, except a move. */
export interface RoomStep {
	readonly state: RoomState;
	readonly events: ReadonlyArray<RoomEvent>;
}

/** A room of which nothing is known. @param channelId Undefined for the room of a guild. */
export function freshRoom(channelId: string | undefined): RoomState {
	const channels = new Map<string, RoomChannel>();
	if (channelId !== undefined) channels.set(channelId, { name: "", roster: EMPTY_ROSTER });
	return {
		cursor: undefined,
		isBroken: false,
		channelId,
		channels,
		speakers: "none",
		reason: "nothing is known yet",
		encryption: NO_ENCRYPTION,
	};
}

/** Every member with their channel, by user ID. */
export function membersOf(
	room: RoomState,
): ReadonlyMap<string, { readonly channelId: string; readonly member: RosterMember }> {
	const members = new Map<string, { readonly channelId: string; readonly member: RosterMember }>();
	for (const [channelId, { roster }] of room.channels)
		for (const [userId, member] of roster) members.set(userId, { channelId, member });
	return members;
}
