/**
 * Routes for global and guild commands, and for responses to interactions.
 * Source: Discord Docs, "Application Commands" and "Create Interaction Response".
 */

import { readCommand, readCommands, type CommandFields } from "../commandForm.ts";
import { RestError } from "../RestError.ts";
import { get, NO_CONTENT, ok, type RestCall, type RestRoute } from "../RestRoute.ts";
import { snowflakeParam } from "../snowflakeParam.ts";

/** APPLICATION_COMMAND: the interaction type that commands create. */
const COMMAND_INTERACTION = 2;

export const COMMAND_ROUTES: ReadonlyArray<RestRoute> = [
	...commandRoutes("/applications/:applicationId/commands"),
	...commandRoutes("/applications/:applicationId/guilds/:guildId/commands"),
	get("/applications/:applicationId/guilds/:guildId/commands/permissions", (call) => (scopeOf(call), [])),
	{
		// any interaction is accepted, because tests dispatch them
		method: "POST",
		path: "/interactions/:interactionId/:token/callback",
		isOpen: true,
		answer: (call) => {
			if (call.query.with_response !== "true") return NO_CONTENT;
			return ok({ interaction: { id: snowflakeParam(call, "interactionId"), type: COMMAND_INTERACTION } });
		},
	},
];

function commandRoutes(path: string): ReadonlyArray<RestRoute> {
	const one = `${path}/:commandId`;
	return [
		get(path, (call) => call.commands.list(scopeOf(call))),
		{
			method: "PUT",
			path,
			answer: async (call) => {
				const scope = scopeOf(call);
				return ok(call.commands.overwrite(scope, readCommands(await call.readBody())));
			},
		},
		{
			method: "POST",
			path,
			answer: async (call) => {
				const scope = scopeOf(call);
				const { command, isNew } = call.commands.upsert(scope, readCommand(await call.readBody()));
				return { status: isNew ? 201 : 200, body: command };
			},
		},
		get(one, (call) => call.commands.get(scopeOf(call), snowflakeParam(call, "commandId"))),
		{
			method: "PATCH",
			path: one,
			answer: async (call) => {
				const [scope, id] = [scopeOf(call), snowflakeParam(call, "commandId")];
				const changes = (await call.readBody()) as Partial<CommandFields> | null | undefined;
				// omitted fields keep their values and are validated with the others
				return ok(call.commands.edit(scope, id, readCommand({ ...call.commands.get(scope, id), ...changes })));
			},
		},
		{
			method: "DELETE",
			path: one,
			answer: (call) => {
				call.commands.remove(scopeOf(call), snowflakeParam(call, "commandId"));
				return NO_CONTENT;
			},
		},
	];
}

/** Returns the guild ID of the commands, or `undefined` for global ones. @throws RestError If the bot has no access. */
function scopeOf(call: RestCall): string | undefined {
	const { application } = call.gateway.options.main;
	if (snowflakeParam(call, "applicationId") !== application.id) throw new RestError("wrongApplication");
	if (call.params.guildId === undefined) return undefined;
	const guildId = snowflakeParam(call, "guildId");
	if (call.gateway.guilds.get(guildId) === undefined) throw new RestError("missingAccess");
	return guildId;
}
