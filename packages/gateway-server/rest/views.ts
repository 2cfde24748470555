/** Fixtures as the REST API returns them, without gateway-only fields. Pure. */

import type { APIGuild } from "discord-api-types/v10";
import type { Fixture, Guild } from "../main/fixtures/types.ts";

/** `d` of GUILD_CREATE without the fields that Discord documents only for that event. */
export function guildView(guild: Guild): Fixture<APIGuild> {
	const {
		joined_at: _joinedAt,
		channels: _channels,
		threads: _threads,
		members: _members,
		presences: _presences,
		voice_states: _voiceStates,
		stage_instances: _stageInstances,
		guild_scheduled_events: _events,
		soundboard_sounds: _sounds,
		...rest
	} = guild;
	return rest;
}

/** Fields added by `with_counts`. */
export function countsOf({ members, presences }: Guild) {
	return {
		approximate_member_count: members.length,
		approximate_presence_count: presences.filter(({ status }) => status !== "offline").length,
	};
}
