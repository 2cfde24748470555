/** Puts together what `npm run serve` runs: gateway, inspector, control API, demo. Edge: the network. */

import { randomUUID } from "node:crypto";
import { ControlServer } from "../control.ts";
import { GatewayServer } from "../gateway/GatewayServer.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { Inspector } from "../inspector/Inspector.ts";
import { startVoiceScript } from "../voiceScript.ts";
import { DemoClient } from "./DemoClient.ts";
import { readFixtures } from "./fixtures.ts";
import { TRY_SESSION, type ServeOptions } from "./options.ts";

/** Milliseconds between heartbeats, scripted messages and pings of the demo. */
const DEMO_HEARTBEAT_INTERVAL = 2000;
const DEMO_MESSAGE_INTERVAL = 700;

/** Milliseconds between the pings that the inspector plots. */
const PING_INTERVAL = 1000;

const DEMO_SESSION: VoiceCredentials = { ...TRY_SESSION, sessionId: "demo", token: randomUUID() };

/** What runs, and how to end it. */
export interface Serving {
	readonly server: GatewayServer;
	/** Address of the page; absent without one. */
	readonly inspectorUrl: string | undefined;
	readonly control: { readonly url: string; readonly token: string } | undefined;
	/** Ends everything, the last thing started first. Safe to call twice. */
	close(): Promise<void>;
}

/**
 * Starts everything; when something cannot be started, nothing is left running.
 *
 * @param log Gets one line for what is odd.
 * @throws Error In words for the user.
 */
export async function serve(options: ServeOptions, log: (message: string) => void): Promise<Serving> {
	const closers: Array<() => Promise<void> | void> = [];
	const close = async (): Promise<void> => {
		for (const closer of closers.splice(0).reverse()) await closer();
	};
	try {
		return { ...(await start(options, log, closers)), close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function start(
	options: ServeOptions,
	log: (message: string) => void,
	closers: Array<() => Promise<void> | void>,
): Promise<Omit<Serving, "close">> {
	const interval = options.heartbeatInterval ?? (options.demo ? DEMO_HEARTBEAT_INTERVAL : undefined);
	const server = new GatewayServer({ logger: log, ...(interval !== undefined && { heartbeatInterval: interval }) });
	for (const session of await sessionsOf(options)) server.registerVoiceSession(session);
	await listening("port", options.port, server.listen(options.port, options.host));
	closers.push(() => server.close());

	let inspectorUrl: string | undefined;
	if (options.inspectorPort !== undefined) {
		const inspector = new Inspector(server, { logger: log, pingInterval: PING_INTERVAL });
		await listening("inspector-port", options.inspectorPort, inspector.listen(options.inspectorPort));
		closers.push(() => inspector.close());
		inspectorUrl = inspector.url;
	}
	let control: Serving["control"];
	if (options.control) {
		const token = randomUUID();
		const controlServer = new ControlServer({ token, logger: log });
		await controlServer.listen();
		closers.push(() => controlServer.close());
		control = { url: controlServer.url, token };
	}
	if (options.demo) closers.push(startDemo(server));
	return { server, inspectorUrl, control };
}

async function sessionsOf(options: ServeOptions): Promise<ReadonlyArray<VoiceCredentials>> {
	const given = options.fixtures === undefined ? [] : await readFixtures(options.fixtures);
	if (options.demo) return [DEMO_SESSION, ...given];
	return options.fixtures === undefined ? [TRY_SESSION] : given;
}

/** Says which option to change when an address cannot be had. */
async function listening(option: string, port: number, listen: Promise<void>): Promise<void> {
	try {
		await listen;
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const reason = code === "EADDRINUSE" ? `port ${port} is taken` : message;
		throw new Error(`cannot listen: ${reason}; try another --${option}`, { cause: error });
	}
}

/** Joins the demo's client, and plays the others of its channel for as long as it is there. Returns what ends it. */
function startDemo(server: GatewayServer): () => void {
	const { sessionId } = DEMO_SESSION;
	const client = new DemoClient(server.url.replace(/0\.0\.0\.0|\[::\]/, "127.0.0.1"), DEMO_SESSION);
	let stopScript = (): void => {};
	const play = (): void => {
		stopScript();
		const interval = DEMO_MESSAGE_INTERVAL;
		stopScript = startVoiceScript({ server, sessionId, interval, messageCount: Infinity, random: Math.random });
	};
	const leave = server.onEvent((event) => {
		// Ready goes out first
		if (event.kind === "identified" && event.sessionId === sessionId) setImmediate(play);
	});
	client.start();
	return () => {
		leave();
		stopScript();
		client.stop();
	};
}
