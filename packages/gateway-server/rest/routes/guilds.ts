/**
 * Routes that read guilds and their contents from fixtures.
 * Source: Discord Docs, "Guild", "Channel", "Voice", "Emoji", "Sticker", "Guild Scheduled Event" and "Soundboard"
 * resources.
 */

import { Intent } from "../../intents/index.ts";
import type { Guild, Member } from "../../main/fixtures/types.ts";
import { fieldError, RestError } from "../RestError.ts";
import { get, type RestCall, type RestRoute } from "../RestRoute.ts";
import { snowflakeParam } from "../snowflakeParam.ts";
import { countsOf, guildView } from "../views.ts";
import { VOICE_REGIONS } from "./lists.ts";

/** Maximum number of members per response. */
const MAX_MEMBERS = 1000;

export const GUILD_ROUTES: ReadonlyArray<RestRoute> = [
	get("/guilds/:guildId", (call) => {
		const guild = guildOf(call);
		return call.query.with_counts === "true" ? { ...guildView(guild), ...countsOf(guild) } : guildView(guild);
	}),
	get("/guilds/:guildId/channels", (call) => guildOf(call).channels),
	get("/guilds/:guildId/threads/active", (call) => ({ threads: guildOf(call).threads, members: [] })),
	get("/guilds/:guildId/members", listMembers),
	get("/guilds/:guildId/members/search", searchMembers),
	get("/guilds/:guildId/members/:userId", (call) => {
		const id = snowflakeParam(call, "userId");
		return known(
			guildOf(call).members.find((member) => member.user.id === id),
			"unknownMember",
		);
	}),
	get("/guilds/:guildId/roles", (call) => guildOf(call).roles),
	get("/guilds/:guildId/roles/:roleId", (call) => {
		const id = snowflakeParam(call, "roleId");
		return known(
			guildOf(call).roles.find((role) => role.id === id),
			"unknownRole",
		);
	}),
	get("/guilds/:guildId/voice-states/@me", (call) => voiceStateOf(call, call.gateway.options.main.user.id)),
	get("/guilds/:guildId/voice-states/:userId", (call) => voiceStateOf(call, snowflakeParam(call, "userId"))),
	get("/guilds/:guildId/regions", (call) => (guildOf(call), VOICE_REGIONS)),
	get("/guilds/:guildId/emojis", (call) => guildOf(call).emojis),
	get("/guilds/:guildId/stickers", (call) => guildOf(call).stickers),
	get("/guilds/:guildId/scheduled-events", (call) => guildOf(call).guild_scheduled_events),
	get("/guilds/:guildId/soundboard-sounds", (call) => ({ items: guildOf(call).soundboard_sounds })),
	get("/channels/:channelId", (call) => {
		const id = snowflakeParam(call, "channelId");
		return known(call.gateway.guilds.findChannel(id), "unknownChannel");
	}),
];

function guildOf(call: RestCall): Guild {
	return known(call.gateway.guilds.get(snowflakeParam(call, "guildId")), "unknownGuild");
}

function voiceStateOf(call: RestCall, userId: string): object {
	const guild = guildOf(call);
	const state = call.gateway.guilds.voiceStatesOf(guild.id).find((one) => one.user_id === userId);
	return known(state, "unknownVoiceState");
}

/** Returns one page of members: those with IDs above `after`, in order of ID. */
function listMembers(call: RestCall): ReadonlyArray<Member> {
	const { members } = guildOf(call);
	if ((call.gateway.options.main.privilegedIntents & Intent.GuildMembers) === 0) throw new RestError("missingAccess");
	const after = String(call.query.after ?? "0");
	const isAfter = ({ user }: Member): boolean => compareIds(user.id, after) > 0;
	return [...members]
		.filter(isAfter)
		.sort((a, b) => compareIds(a.user.id, b.user.id))
		.slice(0, limitOf(call));
}

function searchMembers(call: RestCall): ReadonlyArray<Member> {
	const prefix = String(call.query.query ?? "").toLowerCase();
	if (prefix === "")
		throw new RestError("invalidForm", { query: fieldError("BASE_TYPE_REQUIRED", "This field is required") });
	const startsSo = (name: string | null): boolean => name?.toLowerCase().startsWith(prefix) === true;
	return guildOf(call)
		.members.filter(({ user, nick }) => startsSo(user.username) || startsSo(nick))
		.slice(0, limitOf(call));
}

/** @throws RestError If `limit` is not an integer from 1 to 1000. */
function limitOf({ query }: RestCall): number {
	const limit = query.limit === undefined ? 1 : Number(query.limit);
	if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_MEMBERS) return limit;
	const message = `int value should be from 1 to ${MAX_MEMBERS}.`;
	throw new RestError("invalidForm", { limit: fieldError("NUMBER_TYPE_RANGE", message) });
}

/** Compares decimal strings of any length as numbers. */
function compareIds(a: string, b: string): number {
	return a.length - b.length || (a < b ? -1 : Number(a > b));
}

function known<T>(value: T | undefined, kind: ConstructorParameters<typeof RestError>[0]): T {
	if (value === undefined) throw new RestError(kind);
	return value;
}
