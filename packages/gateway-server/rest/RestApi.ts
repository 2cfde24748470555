/**
 * The part of the REST API that bots need to log in and run. Validates requests and answers like Discord.
 * Source: Discord Docs, "API Reference", "Rate Limits" and "Opcodes and Status Codes".
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { respondJson } from "../http/HttpRouter.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import { originOf } from "../main/wire/origin.ts";
import { RouteTree } from "../http/RouteTree.ts";
import { CommandStore } from "./CommandStore.ts";
import { RateLimits } from "./RateLimits.ts";
import { readJson } from "./readJson.ts";
import { RestError } from "./RestError.ts";
import type { RestAnswer, RestRoute } from "./RestRoute.ts";
import { COMMAND_ROUTES } from "./routes/commands.ts";
import { GUILD_ROUTES } from "./routes/guilds.ts";
import { LIST_ROUTES } from "./routes/lists.ts";
import { SELF_ROUTES } from "./routes/self.ts";

/** A path of the API. The version is optional, as on Discord. */
const API = /^\/api(?=[/?#]|$)(?:\/v(?:[6-9]|10)(?=[/?#]|$))?(?<path>.*)$/s;

const AUTHORIZATION = /^Bot (.+)$/;

export const REST_ROUTES: ReadonlyArray<RestRoute> = [
	...SELF_ROUTES,
	...GUILD_ROUTES,
	...COMMAND_ROUTES,
	...LIST_ROUTES,
];

/** Shared by all servers. */
const TREE = new RouteTree<RestRoute>();
for (const route of REST_ROUTES) TREE.add(route.method, route.path, route);

export class RestApi {
	private readonly commands: CommandStore;
	private readonly limits: RateLimits;

	public constructor(private readonly gateway: MainGateway) {
		const { application, restLimit } = gateway.options.main;
		this.commands = new CommandStore(application.id);
		this.limits = new RateLimits(restLimit);
	}

	/** Handles a request whose path is under `/api`. Returns `undefined` for other paths, without responding. */
	public handle(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> | undefined {
		const path = API.exec(target)?.groups?.path;
		return path === undefined ? undefined : this.answer(request, response, path);
	}

	private async answer(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
		try {
			const found = TREE.find(request.method ?? "", target);
			if (found === undefined) throw this.missing(response, target);
			const { value: route, match } = found;
			if (route.isOpen !== true) this.authorize(request);
			const verdict = this.limits.take(route, this.gateway.clock.now());
			for (const [name, value] of Object.entries(verdict.headers)) response.setHeader(name, value);
			if (!verdict.isAllowed) {
				const refusal = {
					message: "You are being rate limited.",
					retry_after: verdict.retryAfter,
					global: false,
				};
				return respondJson(response, 429, refusal);
			}
			const { gateway, commands } = this;
			const { url } = originOf(request);
			const readBody = (): Promise<unknown> => readJson(request);
			respond(response, await route.answer({ ...match, gateway, commands, url, readBody }));
		} catch (error) {
			if (!(error instanceof RestError)) throw error;
			respondJson(response, error.status, error.body);
		}
	}

	private missing(response: ServerResponse, target: string): RestError {
		const methods = TREE.methodsOf(target);
		if (methods.length === 0) return new RestError("notFound");
		response.setHeader("allow", methods.join(", "));
		return new RestError("methodNotAllowed");
	}

	private authorize(request: IncomingMessage): void {
		const [, token] = AUTHORIZATION.exec(request.headers.authorization ?? "") ?? [];
		if (token === undefined || !this.gateway.authenticates(token)) throw new RestError("unauthorized");
	}
}

function respond(response: ServerResponse, { status, body }: RestAnswer): void {
	if (body === undefined) response.writeHead(status).end();
	else respondJson(response, status, body);
}
