/** Assembles what `npm run serve` runs: gateway, inspector, control API, demo. Edge: the network. */

import { randomUUID } from "node:crypto";
import { ControlServer } from "../control/ControlServer.ts";
import { GatewayServer } from "../GatewayServer.ts";
import { Intent, PRIVILEGED_INTENTS } from "../intents/index.ts";
import { listenFault, type Address } from "../../shared/listenFault.ts";
import { buildToken } from "../main/fixtures/token.ts";
import type { GatewayServerOptions } from "../options.ts";
import { seededRandom, type Random } from "../../shared/random.ts";
import { Inspector } from "../inspector/Inspector.ts";
import { SCENE_INTENTS } from "../scene/MainSceneClient.ts";
import { readFixtures, type Fixtures } from "./fixtures.ts";
import { TRY_SESSION, type ServeOptions } from "./options.ts";
import { DEMO_SESSION, startDemo } from "./startDemo.ts";
import { readTls } from "./tlsFiles.ts";

/** Heartbeat interval of the demo in milliseconds. */
const DEMO_HEARTBEAT_INTERVAL = 2000;

/** Interval of the pings plotted by the inspector, in milliseconds. */
const PING_INTERVAL = 1000;

/** The inspector always listens on the loopback. */
const LOOPBACK = "127.0.0.1";

/** The running servers, and how to stop them. */
export interface Serving {
	readonly server: GatewayServer;
	/** Bot token that clients identify with. */
	readonly botToken: string;
	/** URL of the inspector; undefined if it is disabled. */
	readonly inspectorUrl: string | undefined;
	readonly control: { readonly url: string; readonly token: string } | undefined;
	/** Closes everything in reverse order of start. Safe to call twice. */
	close(): Promise<void>;
}

/**
 * Starts everything. If one part fails to start, closes the others.
 *
 * @param log Called with a line for each warning.
 * @throws Error With a message for the user.
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
	const fixtures = options.fixtures === undefined ? undefined : await readFixtures(options.fixtures);
	const tls = options.tls === undefined ? undefined : await readTls(options.tls);
	const random = options.seed === undefined ? Math.random : seededRandom(options.seed);
	const server = new GatewayServer(gatewayOptions(options, fixtures?.main, random, log));
	const botToken = fixtures?.main.token?.[0] ?? buildToken(server.botUser.id);
	const sessions = fixtures?.sessions ?? (options.demo ? [] : [TRY_SESSION]);
	for (const session of options.demo ? [DEMO_SESSION, ...sessions] : sessions) server.registerVoiceSession(session);
	await listening(options, "port", server.listen(options.port, options.host, tls && { tls }));
	closers.push(() => server.close());

	let inspectorUrl: string | undefined;
	if (options.inspectorPort !== undefined) {
		const inspector = new Inspector(server, { logger: log, pingInterval: PING_INTERVAL });
		const port = options.inspectorPort;
		await listening({ host: LOOPBACK, port }, "inspector-port", inspector.listen(port));
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
	if (options.demo) {
		const { guilds = [], privilegedIntents = PRIVILEGED_INTENTS } = fixtures?.main ?? {};
		const intents = SCENE_INTENTS | (privilegedIntents & Intent.MessageContent);
		closers.push(startDemo(server, { random, botToken, intents, guild: guilds[0] }));
	}
	return { server, botToken, inspectorUrl, control };
}

/** Omitted options keep the server's defaults. */
function gatewayOptions(
	options: ServeOptions,
	main: Fixtures["main"] | undefined,
	random: Random,
	logger: (message: string) => void,
): GatewayServerOptions {
	const interval = options.heartbeatInterval ?? (options.demo ? DEMO_HEARTBEAT_INTERVAL : undefined);
	const { maxConcurrency, sessionStarts, shards } = options;
	return {
		...{ logger, random, ...main },
		...(interval !== undefined && { heartbeatInterval: interval }),
		...(maxConcurrency !== undefined && { maxConcurrency }),
		...(sessionStarts !== undefined && { sessionStartLimit: { total: sessionStarts } }),
		...(shards !== undefined && { shards }),
	};
}

/** Adds to a listen error which option to change. */
async function listening(address: Address, portOption: string, listen: Promise<void>): Promise<void> {
	try {
		await listen;
	} catch (error) {
		throw listenFault(error, address, { host: "--host", port: `--${portOption}` });
	}
}
