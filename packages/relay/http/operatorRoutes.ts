/** Routes for the operator: health and metrics. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "../link/refusal.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { hashToken, Tokens } from "../security/Tokens.ts";
import { isLocal } from "./isLocal.ts";

export interface OperatorParts {
	readonly metrics: Metrics;
	readonly metricsToken: string | undefined;
	readonly isDraining: () => boolean;
}

export function addOperatorRoutes(app: FastifyInstance, { metrics, metricsToken, isDraining }: OperatorParts): void {
	const tokens = new Tokens(metricsToken === undefined ? [] : [{ name: "metrics", digest: hashToken(metricsToken) }]);

	const checkReader = ({ raw, headers }: FastifyRequest): void => {
		if (metricsToken !== undefined) {
			if (tokens.identify(headers.authorization) !== undefined) return;
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
}
