/** Routes for whoever runs the relay: health, metrics, description. */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "../link/refusal.ts";
import type { Metrics } from "../metrics.ts";
import { hashToken, Tokens } from "../security/Tokens.ts";

export interface OperatorParts {
	readonly metrics: Metrics;
	readonly metricsToken: string | undefined;
	readonly isDraining: () => boolean;
}

const HIDDEN = { schema: { hide: true } };

export function addOperatorRoutes(app: FastifyInstance, { metrics, metricsToken, isDraining }: OperatorParts): void {
	const tokens = new Tokens(metricsToken === undefined ? [] : [{ name: "metrics", digest: hashToken(metricsToken) }]);

	app.get("/healthz", HIDDEN, async (_request, reply) => reply.type("application/json").send('{"status":"ok"}'));

	app.get("/readyz", HIDDEN, async (_request, reply) => {
		const status = isDraining() ? "draining" : "ready";
		return reply
			.code(isDraining() ? 503 : 200)
			.type("application/json")
			.send(JSON.stringify({ status }));
	});

	app.get("/metrics", HIDDEN, async (request, reply) => {
		const mayRead = metricsToken === undefined ? isLocal(request) : isKnown(tokens, request);
		if (!mayRead) throw new Refusal("unauthorized", "metrics token is missing or wrong (RELAY_METRICS_TOKEN)");
		return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
	});

	app.get("/openapi.json", HIDDEN, async (_request, reply) =>
		reply.type("application/json").send(JSON.stringify(app.swagger())),
	);
}

function isKnown(tokens: Tokens, request: FastifyRequest): boolean {
	return tokens.identify(request.headers.authorization) !== undefined;
}

/** Whether the request comes from this machine and not through a proxy on it. */
function isLocal({ raw, headers }: FastifyRequest): boolean {
	const address = raw.socket.remoteAddress ?? "";
	if (isIP(address) === 0 || headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined)
		return false;
	return ipaddr.process(address).range() === "loopback";
}
