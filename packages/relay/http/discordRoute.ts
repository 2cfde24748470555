/** `GET /v1/discord/gateway/bot`: Discord's own answer, with a secret as bot token. Source: docs/relay.md, "Secrets". */

import type { FastifyInstance } from "fastify";
import type { Links } from "../link/Links.ts";
import type { Destination, Secrets } from "../security/secrets.ts";
import type { GatewayBotCache } from "../upstream/GatewayBotCache.ts";
import { sendBody } from "./body.ts";
import { readSecretQuery, type Query } from "./query.ts";
import { readSecretHeaders } from "./secretHeaders.ts";

export interface DiscordRouteParts {
	readonly links: Links;
	readonly secrets: Secrets;
	/** Destination of the secret. */
	readonly discord: Destination;
	readonly gatewayBot: GatewayBotCache;
}

export function addDiscordRoute(app: FastifyInstance, parts: DiscordRouteParts): void {
	app.get<{ readonly Querystring: Query }>("/discord/gateway/bot", async (request, reply) => {
		const name = readSecretQuery(request.query);
		const secret = parts.secrets.with(readSecretHeaders(request.headers)).value(name, parts.discord);
		const usage = parts.links.usage(request.relayToken);
		const body = await parts.gatewayBot.get(secret, () => usage.takeAsk());
		return sendBody(request, reply, "application/json", body);
	});
}
