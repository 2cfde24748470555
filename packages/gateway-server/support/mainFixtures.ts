/** Clients of the main gateway, at different stages of connecting. */

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { GatewayServer } from "../GatewayServer.ts";
import type { GatewayServerOptions } from "../options.ts";
import { DEFAULT_TOKEN } from "../main/mainOptions.ts";
import { startServer, type Fixture } from "./fixtures.ts";
import { TestClient } from "./TestClient.ts";

export const TOKEN = DEFAULT_TOKEN;

/** `d` of an Identify without intents. */
export const IDENTIFY = { token: TOKEN, intents: 0, properties: { os: "linux", browser: "test", device: "test" } };

/** A message from the main gateway. */
export interface MainMessage {
	readonly op: number;
	readonly d: unknown;
	readonly t?: string | null;
	readonly s?: number | null;
}

/** A main gateway client and its session. */
export interface MainClient {
	readonly client: TestClient;
	readonly sessionId: string;
	/** Messages after Identify, starting with READY. */
	readonly opening: ReadonlyArray<MainMessage>;
}

/** Connects to the main gateway and consumes Hello. */
export async function connectMain(server: GatewayServer, query = "/?v=10&encoding=json"): Promise<TestClient> {
	const client = await TestClient.open(server.url, query);
	await client.next();
	return client;
}

/** Connects and identifies; `changes` apply to Identify. */
export async function identifyMain(server: GatewayServer, changes: object = {}): Promise<MainClient> {
	const client = await connectMain(server);
	client.send(2, { ...IDENTIFY, ...changes });
	const opening = await settleMain(client);
	assert.equal(opening[0]?.t, "READY");
	return { client, opening, sessionId: (opening[0].d as { session_id: string }).session_id };
}

/** Connects and resumes. Returns all received messages. */
export async function resumeMain(server: GatewayServer, sessionId: string, sequence: number) {
	const client = await connectMain(server);
	client.send(6, { token: TOKEN, session_id: sessionId, seq: sequence });
	return { client, messages: await settleMain(client) };
}

/** Starts a server and identifies a client. */
export async function startMain(
	context: TestContext,
	changes: object = {},
	options: GatewayServerOptions = {},
): Promise<Fixture & MainClient> {
	const fixture = await startServer(context, options);
	return { ...fixture, ...(await identifyMain(fixture.server, changes)) };
}

/** See `TestClient.settle`. */
export async function settleMain(client: TestClient): Promise<ReadonlyArray<MainMessage>> {
	return (await client.settle()) as ReadonlyArray<MainMessage>;
}

/** Event names of the messages. */
export function eventsOf(messages: ReadonlyArray<MainMessage>): ReadonlyArray<string | null | undefined> {
	return messages.map(({ t }) => t);
}
