/** What a route of the REST API is given, and what it answers. */

import type { MainGateway } from "../main/MainGateway.ts";
import type { RouteMatch } from "../RouteTree.ts";
import type { CommandStore } from "./CommandStore.ts";

/** One request that passed its checks. */
export interface RestCall extends RouteMatch {
	readonly gateway: MainGateway;
	readonly commands: CommandStore;
	/** `ws://host:port` or `wss://host:port`, as the client reached the server. */
	readonly url: string;
	/**
	 * The JSON of the request; `undefined` without one.
	 *
	 * @throws RestError If the body is too large, or is not JSON.
	 */
	readBody(): Promise<unknown>;
}

export interface RestAnswer {
	readonly status: number;
	/** Absent: no body. */
	readonly body?: unknown;
}

export interface RestRoute {
	readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	/** Under `/api` and `/api/v6` to `/api/v10`. */
	readonly path: string;
	/** Whether it asks for no bot token. */
	readonly isOpen?: boolean;
	/** @throws RestError If Discord would refuse. */
	answer(call: RestCall): RestAnswer | Promise<RestAnswer>;
}

export const NO_CONTENT: RestAnswer = { status: 204 };

export function ok(body: unknown): RestAnswer {
	return { status: 200, body };
}

/** A route that only reads: its answer is what `read` returns. */
export function get(path: string, read: (call: RestCall) => unknown): RestRoute {
	return { method: "GET", path, answer: (call) => ok(read(call)) };
}
