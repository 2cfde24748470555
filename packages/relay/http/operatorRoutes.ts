/** Routes for the operator: health, metrics and rooms. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "../link/refusal.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { hashToken, Tokens } from "../security/Tokens.ts";
import type { RoomsReport } from "../telemetry/roomsReport.ts";
import { isLocal } from "./isLocal.ts";
import { roomsPage } from "./rooms/page/roomsPage.ts";

export interface OperatorParts {
	readonly metrics: Metrics;
	readonly metricsToken: string | undefined;
	readonly isDraining: () => boolean;
	/** Name of the relay. */
	readonly node: string;
	readonly rooms: () => RoomsReport;
}

/** A page without scripts and without anything from elsewhere. */
const PAGE_HEADERS = {
	"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
};

export function addOperatorRoutes(app: FastifyInstance, parts: OperatorParts): void {
	const { metrics, metricsToken, isDraining } = parts;
	const tokens = new Tokens(metricsToken === undefined ? [] : [{ name: "metrics", digest: hashToken(metricsToken) }]);

	const checkReader = ({ raw, headers }: FastifyRequest, authorization = headers.authorization): void => {
		if (metricsToken !== undefined) {
			if (tokens.identify(authorization) !== undefined) return;
			throw new Refusal("unauthorized", "metrics token is missing or wrong (RELAY_METRICS_TOKEN)");
		}
		if (isLocal(raw.socket.remoteAddress, headers)) return;
		throw new Refusal("unauthorized", "metrics are for this machine alone, without RELAY_METRICS_TOKEN");
	};

	app.get("/healthz", async (_request, reply) => reply.type("application/json").send('{"status":"ok"}'));

	app.get("/readyz", async (_request, reply) => {
		const status = isDraining() ? "draining" : "ready";
		return reply
			.code(isDraining() ? 503 : 200)
			.type("application/json")
			.send(JSON.stringify({ status }));
	});

	app.get("/metrics", async (request, reply) => {
		checkReader(request);
		return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
	});

	app.get("/rooms", async (request, reply) => {
		// a browser asks for a name and a password; the password is the token
		if (metricsToken !== undefined) reply.header("www-authenticate", 'Basic realm="relay"');
		checkReader(request, asBearer(request.headers.authorization));
		reply.removeHeader("www-authenticate");
		return reply.headers(PAGE_HEADERS).type("text/html; charset=utf-8").send(roomsPage(parts.rooms(), parts.node));
	});

	app.get("/rooms.json", async (request, reply) => {
		checkReader(request);
		return reply.type("application/json").send(JSON.stringify(parts.rooms()));
	});
}

const BASIC = /^Basic +([A-Za-z0-9+/]+=*) *$/i;

/** Turns the password of a browser into a bearer token. */
function asBearer(header: string | undefined): string | undefined {
	const credentials = BASIC.exec(header ?? "")?.[1];
	if (credentials === undefined) return header;
	const text = Buffer.from(credentials, "base64").toString("utf8");
	return `Bearer ${text.slice(text.indexOf(":") + 1)}`;
}
