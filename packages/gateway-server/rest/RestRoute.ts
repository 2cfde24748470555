/** Routes of the REST API: what a handler receives and returns. */

import type { MainGateway } from "../main/MainGateway.ts";
import type { RouteMatch } from "../http/RouteTree.ts";
import type { CommandStore } from "./CommandStore.ts";

/** A request that has passed authorization and rate limits. */
export interface RestCall extends RouteMatch {
	readonly gateway: MainGateway;
	readonly commands: CommandStore;
	/** `ws://host:port` or `wss://host:port`, with the address the client used. */
	readonly url: string;
	/**
	 * Returns the JSON body, or `undefined` if the request has none.
	 *
	 * @throws RestError If the body is too large or not JSON.
	 */
	readBody(): Promise<unknown>;
}

export interface RestAnswer {
	readonly status: number;
	/** Absent if the response has no body. */
	readonly body?: unknown;
}

export interface RestRoute {
	readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	/** Relative to `/api` and `/api/v6` to `/api/v10`. */
	readonly path: string;
	/** Whether the route works without a bot token. @default false */
	readonly isOpen?: boolean;
	/** @throws RestError If Discord would reject the request. */
	answer(call: RestCall): RestAnswer | Promise<RestAnswer>;
}

export const NO_CONTENT: RestAnswer = { status: 204 };

export function ok(body: unknown): RestAnswer {
	return { status: 200, body };
}

/** A read-only route that responds with the result of `read`. */
export function get(path: string, read: (call: RestCall) => unknown): RestRoute {
	return { method: "GET", path, answer: (call) => ok(read(call)) };
}
