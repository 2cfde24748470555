/**
 * First events of a session: READY, and GUILD_CREATE for each of its guilds.
 * Pure.
 * Source: Discord Docs, "Ready", "Guild Create" and "Identify".
 */

import type { GatewayGuildCreateDispatchData, GatewayReadyDispatchData } from "discord-api-types/v10";
import { Intent } from "../../intents/index.ts";
import { ownUserOf } from "../fixtures/ownUser.ts";
import type { Fixture, Guild, VoiceState } from "../fixtures/types.ts";
import type { Guilds } from "../Guilds.ts";
import type { ResolvedMainOptions } from "../mainOptions.ts";
import type { MainSession } from "../session/MainSession.ts";

/** Not documented since API v8, but sent: eris 0.18 walks it without a check (`lib/gateway/Shard.js`). */
const LEGACY = { private_channels: [] } as const;

/** Returns `d` of READY, with only the IDs of the guilds. GUILD_CREATE has the rest. */
export function readyOf(
	session: MainSession,
	guilds: ReadonlyArray<Guild>,
	options: ResolvedMainOptions,
	connection: { readonly version: number; readonly url: string },
): Fixture<GatewayReadyDispatchData> {
	const { id, flags, flags_new } = options.application;
	return {
		...LEGACY,
		v: connection.version,
		user: ownUserOf(options.user),
		guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
		session_id: session.id,
		resume_gateway_url: connection.url,
		...(session.isSharded && { shard: session.shard }),
		application: { id, flags, flags_new },
	};
}

/**
 * Returns `d` of GUILD_CREATE. Without GUILD_PRESENCES, its members are the bot and the users in voice. With it, they are
 * all members, or those online in a guild above the large threshold of the session.
 */
export function guildCreateOf(
	session: MainSession,
	guild: Guild,
	guilds: Guilds,
): Fixture<GatewayGuildCreateDispatchData> {
	const voiceStates = guilds.voiceStatesOf(guild.id);
	const seesPresences = (session.intents & Intent.GuildPresences) !== 0;
	const people = everyoneIn(guild, voiceStates);
	const large = people.length > session.largeThreshold;
	const online = guild.presences.map((presence) => presence.user.id);
	const shown = new Set([
		session.userId,
		...voiceStates.map((state) => state.user_id),
		...(seesPresences ? online : []),
	]);
	const seesAll = seesPresences && !large;
	return {
		...guild,
		unavailable: false,
		large,
		member_count: people.length,
		members: people.filter((member) => seesAll || shown.has(member.user.id)),
		presences: seesPresences ? guild.presences : [],
		voice_states: voiceStates.map(({ guild_id: _guildId, ...state }) => state),
	};
}

/** Members of a guild: those of its fixture, and users in voice that a test added. */
function everyoneIn(
	guild: Guild,
	voiceStates: ReadonlyArray<VoiceState>,
): ReadonlyArray<Required<VoiceState>["member"]> {
	const known = new Set(guild.members.map(({ user }) => user.id));
	return [
		...guild.members,
		...voiceStates.flatMap(({ user_id: id, member }) => (member === undefined || known.has(id) ? [] : [member])),
	];
}
