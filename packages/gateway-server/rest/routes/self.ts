/**
 * Routes about the bot: its user, its application, and its gateway URL.
 * Source: Discord Docs, "Get Current User", "Get Current User Guilds", "Get User", "Get Current Application", "Get
 * Current Bot Application Information", "Get Gateway" and "Get Gateway Bot".
 */

import type { RESTAPIPartialCurrentUserGuild } from "discord-api-types/v10";
import { ownUserOf } from "../../main/fixtures/ownUser.ts";
import type { Fixture, Guild, User } from "../../main/fixtures/types.ts";
import type { MainGateway } from "../../main/MainGateway.ts";
import { RestError } from "../RestError.ts";
import { get, ok, type RestRoute } from "../RestRoute.ts";
import { snowflakeParam } from "../snowflakeParam.ts";
import { countsOf } from "../views.ts";

/** ADMINISTRATOR: the bot's permissions in fixture guilds. */
const PERMISSIONS = String(1 << 3);

export const SELF_ROUTES: ReadonlyArray<RestRoute> = [
	{ method: "GET", path: "/gateway", isOpen: true, answer: ({ url }) => ok({ url }) },
	get("/gateway/bot", ({ gateway, url }) => ({
		url,
		shards: gateway.options.main.shards,
		session_start_limit: gateway.gate.status(gateway.clock.now()),
	})),
	get("/users/@me", ({ gateway }) => ownUserOf(gateway.options.main.user)),
	get("/users/@me/guilds", ({ gateway, query }) => {
		const { user } = gateway.options.main;
		const partials = gateway.options.main.guilds.map((guild) => partialOf(guild, user));
		return query.with_counts === "true"
			? partials.map((partial, index) => ({ ...partial, ...countsOf(gateway.options.main.guilds[index]!) }))
			: partials;
	}),
	get("/users/:userId", (call) => {
		const user = findUser(call.gateway, snowflakeParam(call, "userId"));
		if (user === undefined) throw new RestError("unknownUser");
		return user;
	}),
	get("/applications/@me", ({ gateway }) => gateway.options.main.application),
	get("/oauth2/applications/@me", ({ gateway }) => gateway.options.main.application),
];

function partialOf(guild: Guild, user: User): Fixture<RESTAPIPartialCurrentUserGuild> {
	const { id, name, icon, banner, features } = guild;
	return { id, name, icon, banner, features, owner: guild.owner_id === user.id, permissions: PERMISSIONS };
}

/** Finds the bot or a member of one of its guilds. */
function findUser({ options }: MainGateway, id: string): User | undefined {
	const { user, guilds } = options.main;
	if (user.id === id) return user;
	for (const { members } of guilds) {
		const found = members.find((member) => member.user.id === id);
		if (found !== undefined) return found.user;
	}
	return undefined;
}
