/**
 * Routes of an HTTP server by method and path: added routes first, then the server's own.
 * Never throws: an error of a route is logged and answered with 500.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { RouteTree, type RouteMatch } from "./RouteTree.ts";

export type Route = (request: IncomingMessage, response: ServerResponse, match: RouteMatch) => void | Promise<void>;

/** Answers requests without a route. Returns `undefined` if it does not. */
export type Fallback = (
	request: IncomingMessage,
	response: ServerResponse,
	target: string,
) => Promise<void> | undefined;

const METHOD_NOT_ALLOWED = 405;
const INTERNAL_ERROR = 500;

export class HttpRouter {
	private readonly routes = new RouteTree<Route>();

	/** @param fallback The server's own routes. */
	public constructor(
		private readonly log: (message: string) => void,
		private readonly fallback: Fallback = () => undefined,
	) {}

	/**
	 * Adds a route. Replaces an earlier one, including the server's own.
	 *
	 * @param path Without a query. A segment `:name` matches any text, which the route gets in `params`.
	 */
	public add(method: string, path: string, route: Route): void {
		this.routes.add(method, path, route);
	}

	/** Handles a request with a known path. Returns false for other paths, without responding. */
	public handle(request: IncomingMessage, response: ServerResponse): boolean {
		// the absolute form must be accepted too: RFC 9112, section 3.2.2
		const target = (request.url ?? "").replace(/^https?:\/\/[^/]+/, "");
		const found = this.routes.find(request.method ?? "", target);
		const answer =
			found === undefined
				? this.fallback(request, response, target)
				: this.run(() => found.value(request, response, found.match));
		if (answer !== undefined) {
			void this.guard(answer, request, response);
			return true;
		}
		const allowed = this.routes.methodsOf(target);
		if (allowed.length > 0) response.writeHead(METHOD_NOT_ALLOWED, { allow: allowed.join(", ") }).end();
		return allowed.length > 0;
	}

	/** Turns an exception of a route into a rejection. */
	private async run(route: () => void | Promise<void>): Promise<void> {
		await route();
	}

	private async guard(answer: Promise<void>, request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			await answer;
		} catch (error) {
			this.log(`route ${request.method} failed: ${String(error)}`);
			if (response.headersSent) response.destroy();
			else response.writeHead(INTERNAL_ERROR).end();
		}
	}
}

/** Answers with JSON. */
export function respondJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Readonly<Record<string, string>> = {},
): void {
	response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
