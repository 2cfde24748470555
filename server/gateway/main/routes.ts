/**
 * GET /gateway and GET /gateway/bot: where a bot learns where to connect, and how often it may.
 * Source: Discord Docs, "Get Gateway" and "Get Gateway Bot".
 */

import { respondJson, type HttpRouter } from "../HttpRouter.ts";
import type { MainGateway } from "./MainGateway.ts";
import { originOf } from "./origin.ts";
import { MAIN_VERSIONS } from "./route.ts";

const UNAUTHORIZED = { status: 401, body: { message: "401: Unauthorized", code: 0 } } as const;

const AUTHORIZATION = /^Bot (.+)$/;

/** Adds the routes, under each API version that the gateway offers. */
export function addGatewayRoutes(router: HttpRouter, gateway: MainGateway): void {
	for (const version of MAIN_VERSIONS) {
		const path = `/api/v${version}/gateway`;
		router.add("GET", path, (request, response) => respondJson(response, 200, { url: originOf(request).url }));
		router.add("GET", `${path}/bot`, (request, response) => {
			const [, token] = AUTHORIZATION.exec(request.headers.authorization ?? "") ?? [];
			if (token === undefined || !gateway.authenticates(token)) {
				return respondJson(response, UNAUTHORIZED.status, UNAUTHORIZED.body);
			}
			respondJson(response, 200, {
				url: originOf(request).url,
				shards: gateway.options.main.shards,
				session_start_limit: gateway.gate.status(gateway.clock.now()),
			});
		});
	}
}
