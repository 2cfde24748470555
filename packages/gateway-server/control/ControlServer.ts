/**
 * Control API: creates and controls gateway servers over HTTP, for tests in another process.
 * Edge: the network, loopback only. Every request needs the Bearer token.
 *
 *     POST   /v1/servers                  options -> { id, url, endpoint, sessionId, sessions }
 *     POST   /v1/servers/{id}/{method}    { args: [...] } -> { result }      methods: see control/methods.ts
 *     DELETE /v1/servers/{id}             -> { result: null }
 *     POST   /v1/servers/{id}/speakers                       options -> { id, sessionId, userId, ssrc }
 *     POST   /v1/servers/{id}/speakers/{speaker}/{method}    { args: [...] } -> { result }      see control/Speakers.ts
 *     DELETE /v1/servers/{id}/speakers/{speaker}             -> { result: null }
 *
 * Errors are `{ error: { code, message } }`.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { Arguments } from "./Arguments.ts";
import { readBody } from "./body.ts";
import { ControlError } from "./ControlError.ts";
import { createServer } from "./createServer.ts";
import { CONTROL_METHODS } from "./methods.ts";
import { Speakers } from "./Speakers.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import { HttpHost } from "../http/HttpHost.ts";
import type { GatewayServerOptions } from "../options.ts";
import { isSameSecret } from "../../shared/secret.ts";

export interface ControlServerOptions {
	/** Bearer token that every request must have; not empty. */
	readonly token: string;
	/** Maximum size of a request body in bytes. @default 1048576 */
	readonly bodyLimit?: number;
	/** Maximum number of gateway servers at the same time. @default 64 */
	readonly serverLimit?: number;
	/** Default options of gateway servers. */
	readonly defaults?: GatewayServerOptions;
	/** Called with a line for each internal fault. @default none */
	readonly logger?: (message: string) => void;
}

interface ControlledServer {
	readonly server: GatewayServer;
	readonly speakers: Speakers;
}

/** Reachable only from this machine. */
const LOOPBACK = "127.0.0.1";

/**
 * `/v1/servers`, `/v1/servers/{id}` or `/v1/servers/{id}/{method}`; `speakers` takes the place of `{method}` and has
 * paths of its own.
 */
const ROUTE =
	/^\/v1\/servers(?:\/(?<id>[^/]+)(?:\/(?:speakers(?:\/(?<speaker>[^/]+)(?:\/(?<order>[^/]+))?)?|(?<method>[^/]+)))?)?$/;

export class ControlServer {
	private readonly servers = new Map<string, ControlledServer>();
	/** Requests in progress. */
	private readonly answers = new Set<Promise<void>>();
	private readonly host: HttpHost;
	private readonly options: Required<ControlServerOptions>;
	private createdCount = 0;

	/** @throws RangeError If the token is empty. */
	public constructor(options: ControlServerOptions) {
		if (options.token === "") throw new RangeError("control token must not be empty");
		this.options = { bodyLimit: 2 ** 20, serverLimit: 64, defaults: {}, logger: () => {}, ...options };
		this.host = new HttpHost((request, response) => {
			const answer = this.answer(request, response).finally(() => this.answers.delete(answer));
			this.answers.add(answer);
		});
	}

	/** `http://127.0.0.1:port`. @throws If the server is not listening. */
	public get url(): string {
		return `http://${this.host.endpoint}`;
	}

	/** Starts listening on the loopback; port 0 picks a free one. @throws If the port is taken. */
	public async listen(port = 0): Promise<void> {
		await this.host.listen(port, LOOPBACK);
	}

	/** Ends all gateway servers and connections, and frees the port. Safe to call twice. */
	public async close(): Promise<void> {
		await this.host.destroy();
		await Promise.all(this.answers); // one of them may be creating a server
		await Promise.all([...this.servers.values()].map((controlled) => end(controlled)));
		this.servers.clear();
	}

	/** Never throws: every fault becomes a response. */
	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			this.authorize(request);
			respond(response, 200, await this.perform(request));
		} catch (error) {
			const fault = this.faultOf(error);
			respond(response, fault.status, { error: { code: fault.code, message: fault.message } });
		}
	}

	private authorize(request: IncomingMessage): void {
		const given = request.headers.authorization ?? "";
		if (!isSameSecret(given, `Bearer ${this.options.token}`)) {
			throw new ControlError("unauthorized", "bearer token is missing or wrong");
		}
	}

	private async perform(request: IncomingMessage): Promise<object> {
		// Lune sends the absolute form, which servers must accept: RFC 9112, section 3.2.2
		const path = (request.url ?? "").replace(/^http:\/\/[^/]+/, "");
		const { id, method, speaker, order } = ROUTE.exec(path)?.groups ?? {};
		const body = await readBody(request, this.options.bodyLimit);
		const route = `${request.method} ${path}`;
		if (route === "POST /v1/servers") return this.create(body);
		if (id !== undefined && method !== undefined && request.method === "POST") return this.call(id, method, body);
		if (path === `/v1/servers/${id}` && request.method === "DELETE") return this.remove(id!);
		if (path === `/v1/servers/${id}/speakers` && request.method === "POST") {
			return this.find(id!).speakers.create(body);
		}
		if (id !== undefined && speaker !== undefined) {
			const { speakers } = this.find(id);
			if (order !== undefined && request.method === "POST")
				return speakers.call(speaker, order, argumentsOf(body));
			if (order === undefined && request.method === "DELETE") return speakers.remove(speaker);
		}
		throw new ControlError("not_found", `no such route: ${route}`);
	}

	private async create(body: object): Promise<object> {
		const { serverLimit, defaults } = this.options;
		if (this.servers.size >= serverLimit) {
			throw new ControlError("bad_request", `at most ${serverLimit} servers at a time`);
		}
		const { server, sessions } = await createServer(body, defaults);
		this.createdCount += 1;
		const id = String(this.createdCount);
		this.servers.set(id, { server, speakers: new Speakers(server) });
		return { id, url: server.url, endpoint: server.endpoint, sessionId: sessions[0]?.sessionId, sessions };
	}

	private async call(id: string, name: string, body: object): Promise<object> {
		const { server } = this.find(id);
		const method = Object.hasOwn(CONTROL_METHODS, name) ? CONTROL_METHODS[name] : undefined;
		if (method === undefined) throw new ControlError("not_found", `no such method: ${name}`);
		return { result: (await method(server, argumentsOf(body))) ?? null };
	}

	private async remove(id: string): Promise<object> {
		const controlled = this.find(id);
		this.servers.delete(id);
		await end(controlled);
		return { result: null };
	}

	private find(id: string): ControlledServer {
		const server = this.servers.get(id);
		if (server === undefined) throw new ControlError("not_found", `no such server: ${id}`);
		return server;
	}

	/** A RangeError is the caller's mistake: the gateway server throws it for invalid values. Other errors are bugs. */
	private faultOf(error: unknown): ControlError {
		if (error instanceof ControlError) return error;
		if (error instanceof RangeError) return new ControlError("bad_request", error.message);
		const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
		if (isTaken) return new ControlError("bad_request", "port is taken");
		this.options.logger(`control request failed: ${String(error)}`);
		return new ControlError("internal", "internal error");
	}
}

function argumentsOf(body: object): Arguments {
	const { args = [], ...others } = body as Record<string, unknown>;
	const [unknown] = Object.keys(others);
	if (unknown !== undefined) throw new ControlError("bad_request", `body may only contain args, got ${unknown}`);
	return new Arguments(args);
}

async function end({ server, speakers }: ControlledServer): Promise<void> {
	speakers.close();
	await server.terminate();
}

function respond(response: ServerResponse, status: number, body: object): void {
	const text = JSON.stringify(body);
	response.writeHead(status, { "content-type": "application/json" }).end(text);
}
