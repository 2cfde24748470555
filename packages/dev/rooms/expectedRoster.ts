/** The roster that every watcher must have, from a gateway server's own voice states. */

import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import type { VoiceState } from "../../gateway-server/main/fixtures/types.ts";

/** Flags of a profile, and their names in a voice state. */
const FLAGS = { selfMute: "self_mute", selfDeaf: "self_deaf", mute: "mute", deaf: "deaf" } as const;

/**
 * Returns members by ID with their profiles, as `WatchedRoom.roster` has them, without avatars.
 *
 * @param channelId Absent for the room of a guild.
 */
export function expectedRoster(
	server: GatewayServer,
	guildId: string,
	channelId?: string,
): ReadonlyArray<readonly [userId: string, profile: object]> {
	return server.channels
		.voiceStates(guildId)
		.filter((state) => channelId === undefined || state.channel_id === channelId)
		.map((state) => [state.user_id, profileOf(server, state, channelId === undefined)] as const)
		.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Returns a roster of a watcher in the same form. */
export function comparable(
	roster: ReadonlyArray<readonly [userId: string, profile: Readonly<Record<string, unknown>>]>,
): ReadonlyArray<readonly [userId: string, profile: object]> {
	return roster.map(([userId, { avatar: _avatar, ...profile }]) => [userId, profile] as const);
}

function profileOf(server: GatewayServer, state: VoiceState, isGuildRoom: boolean): object {
	const { members } = server.guilds.find(({ id }) => id === state.guild_id)!;
	const member = members.find(({ user }) => user.id === state.user_id) ?? state.member;
	const flags = Object.entries(FLAGS).filter(([, name]) => state[name]);
	return {
		name: member?.nick ?? member?.user.global_name ?? member?.user.username,
		...(member?.user.bot === true && { bot: true }),
		...(isGuildRoom && { channel: state.channel_id }),
		...Object.fromEntries(flags.map(([flag]) => [flag, true])),
	};
}
