/**
 * Reads users in voice channels from bodies of the main gateway.
 * Pure. Never throws, whatever Discord sends.
 * Source: Discord Docs, "Voice State Object", "Guild Member Object".
 */

import "../../../shared/luau/globals.ts";
import { field, textField } from "../../../../src/protocol/field.ts";
import { readIdentity, readMutes } from "../../../../src/protocol/gateway/memberProfile.ts";
import type { WireProfile } from "../../../../src/protocol/room/segment.ts";
import { MOST_URL } from "./bounds.ts";
import type { Occupant } from "./Occupant.ts";
import { boundName, idField } from "./readGuild.ts";

/** The part of a profile that does not depend on a voice state. */
export type WireIdentity = Pick<WireProfile, "name" | "avatar" | "bot">;

type WireMutes = Omit<WireProfile, keyof WireIdentity | "channel">;

/** Returns the identity in a guild member object; undefined without its user. */
export function readWireIdentity(guildId: string, member: unknown): WireIdentity | undefined {
	const identity = readIdentity(guildId, member);
	if (identity === undefined) return undefined;
	return writeIdentity(identity.name, identity.avatarUrl, field(field(member, "user"), "bot") === true);
}

/**
 * Reads where a voice state places its user: undefined outside of all channels.
 *
 * @param known The identity of a user whose voice state has no member.
 */
export function readOccupant(guildId: string, state: unknown, known: WireIdentity | undefined): Occupant | undefined {
	const channel = idField(state, "channel_id");
	if (channel === undefined) return undefined;
	const identity = readWireIdentity(guildId, field(state, "member")) ?? known;
	return { channel, profile: withIdentity(writeMutes(readMutes(state)), identity) };
}

/** The profile with another identity. */
export function withIdentity(profile: WireProfile, identity: WireIdentity | undefined): WireProfile {
	const { selfMute, selfDeaf, mute, deaf } = profile;
	return {
		...identity,
		...(selfMute && { selfMute }),
		...(selfDeaf && { selfDeaf }),
		...(mute && { mute }),
		...(deaf && { deaf }),
	};
}

export function identityOf({ name, avatar, bot }: WireProfile): WireIdentity {
	return { ...(name !== undefined && { name }), ...(avatar !== undefined && { avatar }), ...(bot && { bot }) };
}

/** Reads an occupant as `GuildState` saves it. */
export function readSavedOccupant(saved: unknown): readonly [userId: string, occupant: Occupant] | undefined {
	const userId = idField(saved, "user");
	const channel = idField(saved, "channel");
	const profile = field(saved, "profile");
	if (userId === undefined || channel === undefined) return undefined;
	const identity = writeIdentity(
		textField(profile, "name"),
		textField(profile, "avatar"),
		field(profile, "bot") === true,
	);
	const isSet = (name: keyof WireMutes): boolean => field(profile, name) === true;
	const mutes = writeMutes({
		selfMute: isSet("selfMute"),
		selfDeaf: isSet("selfDeaf"),
		serverMute: isSet("mute"),
		serverDeaf: isSet("deaf"),
	});
	return [userId, { channel, profile: withIdentity(mutes, identity) }];
}

function writeIdentity(name: string | undefined, avatar: string | undefined, isBot: boolean): WireIdentity {
	return {
		...(name !== undefined && { name: boundName(name) }),
		...(avatar !== undefined && avatar.length <= MOST_URL && { avatar }),
		...(isBot && { bot: true }),
	};
}

function writeMutes({ selfMute, selfDeaf, serverMute, serverDeaf }: ReturnType<typeof readMutes>): WireMutes {
	return {
		...(selfMute === true && { selfMute }),
		...(selfDeaf === true && { selfDeaf }),
		...(serverMute === true && { mute: true }),
		...(serverDeaf === true && { deaf: true }),
	};
}
