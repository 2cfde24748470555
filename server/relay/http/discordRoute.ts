/** `GET /v1/discord/gateway/bot`: Discord's own answer, with a secret as bot token. Source: docs/relay.md, "Secrets". */

import type { FastifyInstance } from "fastify";
import { rateRefusal, Refusal } from "../link/refusal.ts";
import type { Links } from "../Links.ts";
import { isSecretName, type Destination, type Secrets } from "../security/secrets.ts";
import type { GetGatewayBot } from "../upstream/gatewayBot.ts";
import { sendBody } from "./body.ts";
import { GATEWAY_BOT_SCHEMA } from "./openapi.ts";
import { readSecretHeaders } from "./secretHeaders.ts";

export interface DiscordRouteParts {
	readonly links: Links;
	readonly secrets: Secrets;
	readonly opensPerMin: number;
	/** Where a secret goes that is used here. */
	readonly discord: Destination;
	readonly getGatewayBot: GetGatewayBot;
}

type Query = { readonly Querystring: { readonly secret?: string } };

const USUAL_SECRET = "bot";

export function addDiscordRoute(app: FastifyInstance, parts: DiscordRouteParts): void {
	app.get<Query>("/discord/gateway/bot", { schema: GATEWAY_BOT_SCHEMA }, async (request, reply) => {
		const { secret = USUAL_SECRET } = request.query;
		if (typeof secret !== "string" || !isSecretName(secret)) {
			throw new Refusal("bad_request", "secret must be 1 to 32 of a-z 0-9 _ -");
		}
		const wait = parts.links.usage(request.relayToken).takeOpen();
		if (wait > 0) throw rateRefusal("requests a minute", parts.opensPerMin, wait);
		const secrets = parts.secrets.with(readSecretHeaders(request.headers));
		const body = await parts.getGatewayBot(secrets.value(secret, parts.discord));
		return sendBody(request, reply, "application/json", body);
	});
}
