/** The relay's HTTP server: authorization, request bodies and error answers. Edge: HTTP. */

import type { IncomingMessage } from "node:http";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Clock } from "../../shared/clock.ts";
import { binaryForm } from "../codec/binaryForm.ts";
import { jsonForm } from "../codec/jsonForm.ts";
import type { RelayConfig } from "../config/readConfig.ts";
import type { Intake } from "../intake/Intake.ts";
import { PacedSocket } from "../intake/PacedSocket.ts";
import { Refusal } from "../link/refusal.ts";
import { RefusalLog } from "../telemetry/RefusalLog.ts";
import { unpack } from "./body.ts";
import { addBodyAccounts } from "./bodyAccounts.ts";
import { checkHead } from "./checkHead.ts";
import { addDiscordRoute, type DiscordRouteParts } from "./discordRoute.ts";
import { identifyCaller } from "./identifyCaller.ts";
import { addLinkRoutes, type LinkRouteParts } from "./linkRoutes.ts";
import { addOperatorRoutes, type OperatorParts } from "./operatorRoutes.ts";
import { limitPipelining } from "./limitPipelining.ts";
import { paceConnections } from "./paceConnections.ts";
import { readBody } from "./readBody.ts";
import { UpgradableRequest, ROOMS_PATH } from "./rooms/UpgradableRequest.ts";
import { WatchServer } from "./rooms/WatchServer.ts";
import { Turns } from "./Turns.ts";
import { sendRefusal, toRefusal } from "./problem.ts";
import { answerWireFaults, MAX_HEAD_SIZE } from "./wireFaults.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Name of its token. */
		relayToken: string;
	}
}

/** Timeouts of connections, in milliseconds. */
export interface HttpTimes {
	/** From the first byte of a request, or a new connection, to the end of the head. */
	readonly head: number;
	/** To the end of the body. */
	readonly request: number;
	/** Between two checks of the timeouts above. */
	readonly check: number;
	/** Between two requests: longer than a client pauses between two polls. */
	readonly keepAlive: number;
	/** Without a byte either way, beyond the longest hold of a poll. */
	readonly stall: number;
}

export const HTTP_TIMES: HttpTimes = { head: 10_000, request: 15_000, check: 1000, keepAlive: 75_000, stall: 30_000 };

export interface AppParts extends Omit<LinkRouteParts, "turns">, DiscordRouteParts, OperatorParts {
	readonly config: RelayConfig;
	readonly log: Logger;
	readonly clock: Clock;
	readonly times: HttpTimes;
	/** For everything that clients send. */
	readonly intake: Intake;
}

const SWITCHING_PROTOCOLS = 101;
/** Share of RELAY_BUFFER_TOTAL for bytes of clients that wait in the intake. */
const UNREAD_SHARE = 1 / 8;

/** The server, and its WebSockets. */
export interface RelayApp {
	readonly app: FastifyInstance;
	readonly watches: WatchServer;
}

export async function createApp(parts: AppParts): Promise<RelayApp> {
	const { config, log, metrics, times } = parts;
	const { maxBody } = config.limits;
	const refusals = new RefusalLog(log, parts.clock);
	const app = Fastify({
		logger: false,
		bodyLimit: maxBody,
		requestTimeout: times.request,
		keepAliveTimeout: times.keepAlive,
		connectionTimeout: config.limits.holdMs + times.stall,
		forceCloseConnections: true,
		// fastify's own refusals, such as a path that cannot be decoded
		frameworkErrors: (error, _request, reply) => void sendRefusal(reply as FastifyReply, toRefusal(error, maxBody)),
		// answered by answerWireFaults
		clientErrorHandler: () => {},
		...serverOptions(config, times),
	}) as unknown as FastifyInstance;
	answerWireFaults(app.server, ({ status }) => metrics.requests.inc({ route: "none", status }));
	limitPipelining(app.server);
	paceConnections(app.server, parts.intake, config.bufferTotal * UNREAD_SHARE);
	app.server.maxConnections = config.maxConnections;
	app.removeAllContentTypeParsers();
	app.addContentTypeParser(
		[jsonForm.contentType, binaryForm.contentType],
		async (request: FastifyRequest, payload: IncomingMessage) => {
			const stated = request.headers["content-length"];
			const limits = { size: maxBody, stated: stated === undefined ? undefined : Number(stated) };
			return unpack(request, await readBody(payload, limits), maxBody);
		},
	);
	app.addHook("onRequest", async ({ raw }) => checkHead(raw));
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
		refusals.note(refusal, request.relayToken);
		await sendRefusal(reply, refusal);
	});
	addOperatorRoutes(app, parts);
	await app.register(async (v1) => addProtected(v1, parts), { prefix: "/v1" });
	return { app, watches: serveWatches(app, parts, refusals) };
}

function serveWatches(
	app: FastifyInstance,
	{ links, config, clock, metrics, log }: AppParts,
	refusals: RefusalLog,
): WatchServer {
	const watches = new WatchServer({
		clock,
		identify: identifyCaller(config),
		usage: (token) => links.usage(token),
		roomDoor: (token) => links.roomDoor(token),
		onHandshake: (refusal, owner) => {
			metrics.requests.inc({ route: ROOMS_PATH, status: refusal?.status ?? SWITCHING_PROTOCOLS });
			if (refusal === undefined) log.info({ owner }, "WebSocket for rooms opened");
			else refusals.note(refusal, owner);
		},
	});
	watches.serve(app.server);
	return watches;
}

/** Options of Node's server, with TLS or without. */
function serverOptions({ tls }: RelayConfig, { head, check }: HttpTimes): object {
	const options = {
		headersTimeout: head,
		connectionsCheckingInterval: check,
		maxHeaderSize: MAX_HEAD_SIZE,
		// checkHead refuses this in the documented form
		requireHostHeader: false,
		IncomingMessage: UpgradableRequest,
	};
	return tls === undefined ? { http: options } : { https: { ...options, ...tls, handshakeTimeout: head } };
}

/** Routes that require a token. */
function addProtected(app: FastifyInstance, parts: AppParts): void {
	const identify = identifyCaller(parts.config);
	app.decorateRequest("relayToken", "");
	// before the body is read
	app.addHook("onRequest", async (request) => {
		const token = identify(request.headers);
		request.relayToken = token;
		if (request.raw.socket instanceof PacedSocket) request.raw.socket.belongTo(token);
	});
	addBodyAccounts(app, ({ relayToken }) => parts.links.usage(relayToken).account, parts.config.limits.maxBody);
	const turns = new Turns();
	app.addHook("preHandler", (request) => turns.take(request.relayToken));
	addLinkRoutes(app, { ...parts, turns });
	addDiscordRoute(app, parts);
}
