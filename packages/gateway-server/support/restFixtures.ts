/** A server, and authorized requests to its REST API. */

import type { TestContext } from "node:test";
import type { GatewayServerOptions } from "../options.ts";
import { startServer, type Fixture } from "./fixtures.ts";
import { TOKEN } from "./mainFixtures.ts";

/** A response; `body` is undefined if it is empty. */
export interface RestReply {
	readonly status: number;
	readonly body: unknown;
}

export interface RestFixture extends Fixture {
	/** Requests a path as given. */
	call(method: string, path: string, body?: unknown): Promise<Response>;
	/** Requests a path under /api/v10 and parses the JSON response. */
	read(method: string, path: string, body?: unknown): Promise<RestReply>;
}

export const REST_HEADERS = { authorization: `Bot ${TOKEN}`, "content-type": "application/json" };

export async function startRest(context: TestContext, options: GatewayServerOptions = {}): Promise<RestFixture> {
	const fixture = await startServer(context, options);
	const url = fixture.server.url.replace("ws:", "http:");
	const call: RestFixture["call"] = (method, path, body) => {
		const content = body === undefined ? {} : { body: JSON.stringify(body) };
		return fetch(`${url}${path}`, { method, headers: REST_HEADERS, ...content });
	};
	const read: RestFixture["read"] = async (method, path, body) => {
		const response = await call(method, `/api/v10${path}`, body);
		const text = await response.text();
		return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
	};
	return { ...fixture, call, read };
}
