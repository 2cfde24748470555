/** A relay over real sockets, and a far server for it. */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { WebSocketServer, type WebSocket } from "ws";
import { readConfig } from "../config/readConfig.ts";
import { readSettings } from "../config/readSettings.ts";
import { createLog } from "../telemetry/log.ts";
import { Relay, type RelayDeps } from "../Relay.ts";

export const TOKEN = "token-of-the-game";
export const OTHER_TOKEN = "token-of-another-game";

export interface Reply {
	readonly status: number;
	readonly headers: Headers;
	/** JSON decoded; bytes of the binary form. */
	readonly body: unknown;
}

export interface RelayFixture {
	readonly relay: Relay;
	readonly url: string;
	/** Lines that were logged. */
	readonly logs: ReadonlyArray<string>;
	/** Makes a request with the token; `headers` override the defaults. */
	readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;
}

/** Starts a relay that may reach `endpoints` (`host:port`), and ends it with the test. */
export async function startRelay(
	context: TestContext,
	endpoints: ReadonlyArray<string> = [],
	environment: Readonly<Record<string, string>> = {},
	deps: RelayDeps = {},
): Promise<RelayFixture> {
	const all = {
		RELAY_PORT: "0",
		RELAY_TOKENS: `game=${TOKEN},other=${OTHER_TOKEN}`,
		RELAY_INSECURE_ALLOW: endpoints.join(","),
		RELAY_GATHER_MS: "0",
		RELAY_LOG_LEVEL: "trace",
		...environment,
	};
	const settings = readSettings([], all);
	if (settings === "help") throw new Error("no settings");
	const logs: Array<string> = [];
	const log = createLog("trace", { write: (line) => void logs.push(line) });
	const relay = new Relay(
		readConfig(settings, all, () => ""),
		{ log, ...deps },
	);
	await relay.listen();
	context.after(() => relay.close());
	return { relay, url: relay.url, logs, call: (...parameters) => call(relay.url, ...parameters) };
}

/** One request to a relay, with the token. */
export async function call(
	url: string,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Reply> {
	const bytes = body === undefined || Buffer.isBuffer(body) || typeof body === "string" ? body : JSON.stringify(body);
	const response = await fetch(url + path, {
		method,
		headers: {
			authorization: `Bearer ${TOKEN}`,
			...(bytes === undefined ? {} : { "content-type": "application/json" }),
			...headers,
		},
		...(bytes === undefined ? {} : { body: bytes }),
	});
	const raw = Buffer.from(await response.arrayBuffer());
	const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
	return {
		status: response.status,
		headers: response.headers,
		body: isJson && raw.length > 0 ? (JSON.parse(raw.toString()) as unknown) : raw,
	};
}

/** Status and code of a reply, and the other fields of its error. */
export function problem({ status, body }: Reply): readonly [status: number, code: string, fields: object] {
	const { code, message, ...fields } = (body as { error: { code: string; message: string } }).error;
	if (message.length === 0) throw new Error(`error ${code} says nothing`);
	return [status, code, fields];
}

/** Makes a link; `body` extends the default one. */
export async function createLink(
	{ call }: RelayFixture,
	body: object = {},
	headers: Record<string, string> = {},
): Promise<string> {
	const { body: made } = await call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID(), ...body }, headers);
	return (made as { link: string }).link;
}

export interface FarFixture {
	/** `host:port` */
	readonly endpoint: string;
	readonly url: string;
	/** Waits for the next socket that opens. */
	readonly nextSocket: () => Promise<WebSocket>;
	readonly server: WebSocketServer;
}

/** Starts a WebSocket server that does nothing by itself, and ends it with the test. */
export async function startFar(context: TestContext): Promise<FarFixture> {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	await once(server, "listening");
	context.after(() => {
		for (const socket of server.clients) socket.terminate();
		server.close();
	});
	const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	const nextSocket = async (): Promise<WebSocket> => ((await once(server, "connection")) as [WebSocket])[0];
	return { endpoint, url: `ws://${endpoint}/`, nextSocket, server };
}
