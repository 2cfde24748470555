/** The relay's HTTP side: who may come in, how bodies are read, how failures are told. Edge: HTTP. */

import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Logger } from "pino";
import { binaryForm } from "../codec/binaryForm.ts";
import { jsonForm } from "../codec/jsonForm.ts";
import type { RelayConfig } from "../config/readConfig.ts";
import { Refusal } from "../link/refusal.ts";
import { Tokens } from "../security/Tokens.ts";
import { unpack } from "./body.ts";
import { addDiscordRoute, type DiscordRouteParts } from "./discordRoute.ts";
import { addLinkRoutes, type LinkRouteParts } from "./linkRoutes.ts";
import { OPENAPI } from "./openapi.ts";
import { addOperatorRoutes, type OperatorParts } from "./operatorRoutes.ts";
import { sendRefusal, toRefusal } from "./problem.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Name of the token that it came with. */
		relayToken: string;
	}
}

export interface AppParts extends LinkRouteParts, DiscordRouteParts, OperatorParts {
	readonly config: RelayConfig;
	readonly log: Logger;
}

/** Milliseconds for a request to come in whole. */
const REQUEST_TIMEOUT = 15_000;
/** Milliseconds: longer than the pause between two polls of a client. */
const KEEP_ALIVE = 75_000;

export async function createApp(parts: AppParts): Promise<FastifyInstance> {
	const { config, log, metrics } = parts;
	const { maxBody } = config.limits;
	const app = Fastify({
		logger: false,
		bodyLimit: maxBody,
		requestTimeout: REQUEST_TIMEOUT,
		keepAliveTimeout: KEEP_ALIVE,
		forceCloseConnections: true,
		// what fastify itself refuses, such as a path that cannot be decoded
		frameworkErrors: (error, _request, reply) => void sendRefusal(reply as FastifyReply, toRefusal(error, maxBody)),
		...(config.tls === undefined ? {} : { https: config.tls }),
	}) as unknown as FastifyInstance;
	app.server.maxConnections = config.maxConnections;
	app.setValidatorCompiler(() => () => true);
	app.setSerializerCompiler(() => JSON.stringify);
	app.removeAllContentTypeParsers();
	app.addContentTypeParser(
		[jsonForm.contentType, binaryForm.contentType],
		{ parseAs: "buffer" },
		async (request: Parameters<typeof unpack>[0], body: Buffer) => unpack(request, body, maxBody),
	);
	app.addHook("onSend", async (_request, reply) => void reply.header("cache-control", "no-store"));
	app.addHook("onResponse", async (request, reply) => {
		metrics.requests.inc({ route: request.routeOptions.url ?? "none", status: reply.statusCode });
	});
	app.setNotFoundHandler(async (_request, reply) => {
		await sendRefusal(reply, new Refusal("not_found", "no such path or method"));
	});
	app.setErrorHandler<Error>(async (error, request, reply) => {
		const refusal = toRefusal(error, maxBody);
		if (refusal.code === "internal") log.error({ err: error, route: request.routeOptions.url }, "request failed");
		await sendRefusal(reply, refusal);
	});
	await app.register(swagger, { openapi: OPENAPI });
	addOperatorRoutes(app, parts);
	await app.register(async (v1) => addProtected(v1, parts), { prefix: "/v1" });
	return app;
}

/** Routes that want a token. */
function addProtected(app: FastifyInstance, parts: AppParts): void {
	const { tokens, places } = parts.config;
	const known = new Tokens(tokens);
	app.decorateRequest("relayToken", "");
	// before the body is read
	app.addHook("onRequest", async (request) => {
		const token = known.identify(request.headers.authorization);
		if (token === undefined) throw new Refusal("unauthorized", "relay token is missing or wrong");
		const place = request.headers["roblox-id"];
		if (places.size > 0 && !places.has(String(place))) {
			throw new Refusal("place_not_allowed", "place is not in the allow list (RELAY_PLACES)");
		}
		request.relayToken = token;
	});
	addLinkRoutes(app, parts);
	addDiscordRoute(app, parts);
}
