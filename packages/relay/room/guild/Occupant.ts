/** A user in a voice channel of a guild, and what the rooms learn when that changes. Pure. */

import type { WireProfile } from "../../../../src/protocol/room/segment.ts";
import type { RoomChanges } from "./RoomChanges.ts";

export interface Occupant {
	readonly channel: string;
	/** Without the channel. */
	readonly profile: WireProfile;
}

/** The profile as a guild room has it: with the channel. */
export function inGuildRoom({ channel, profile }: Occupant): WireProfile {
	return { ...profile, channel };
}

/** Adds what the rooms of both channels and of the guild learn of one user. `undefined` is outside of all channels. */
export function tellOccupant(
	changes: RoomChanges,
	userId: string,
	before: Occupant | undefined,
	after: Occupant | undefined,
): void {
	if (before !== undefined && before.channel !== after?.channel) changes.add(before.channel, ["x", userId]);
	if (after === undefined) {
		if (before !== undefined) changes.add(undefined, ["x", userId]);
		return;
	}
	const isSame = before !== undefined && isSameProfile(before.profile, after.profile);
	if (isSame && before.channel === after.channel) return;
	changes.add(after.channel, ["m", userId, after.profile]);
	changes.add(undefined, ["m", userId, inGuildRoom(after)]);
}

export function isSameProfile(one: WireProfile, other: WireProfile): boolean {
	const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof WireProfile>;
	for (const name of names) if (one[name] !== other[name]) return false;
	return true;
}
