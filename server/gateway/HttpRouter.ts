/**
 * Routes of an HTTP server, by method and path: a gateway's own, and those that others add.
 * Never errors: a route that throws is answered with 500 and reported to the logger.
 */

import type { IncomingMessage, ServerResponse } from "node:http";

export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const METHOD_NOT_ALLOWED = 405;
const INTERNAL_ERROR = 500;

export class HttpRouter {
	/** By path and then method. */
	private readonly routes = new Map<string, Map<string, Route>>();

	public constructor(private readonly log: (message: string) => void) {}

	/** Adds a route; `path` has no query. A route that was there before is replaced. */
	public add(method: string, path: string, route: Route): void {
		const methods = this.routes.get(path) ?? new Map<string, Route>();
		this.routes.set(path, methods.set(method, route));
	}

	/** Answers a request whose path is known. Returns false if it is not; nothing was answered then. */
	public handle(request: IncomingMessage, response: ServerResponse): boolean {
		// the absolute form must be taken too: RFC 9112, section 3.2.2
		const [path = ""] = (request.url ?? "").replace(/^https?:\/\/[^/]+/, "").split("?");
		const methods = this.routes.get(path);
		if (methods === undefined) return false;
		const route = methods.get(request.method ?? "");
		if (route === undefined)
			response.writeHead(METHOD_NOT_ALLOWED, { allow: [...methods.keys()].join(", ") }).end();
		else void this.run(route, request, response);
		return true;
	}

	private async run(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			await route(request, response);
		} catch (error) {
			this.log(`route ${request.method} failed: ${String(error)}`);
			if (response.headersSent) response.destroy();
			else response.writeHead(INTERNAL_ERROR).end();
		}
	}
}

/** Answers with JSON. */
export function respondJson(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
