/** A server with a fake clock, and voice sessions for it. */

import type { TestContext } from "node:test";
import type { GatewayEvent } from "../events.ts";
import { GatewayServer } from "../GatewayServer.ts";
import type { GatewayServerOptions } from "../options.ts";
import { seededRandom } from "../../shared/random.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { TestClient } from "./TestClient.ts";

export const ALICE: VoiceCredentials = {
	serverId: "41771983423143937",
	channelId: "127121515262115840",
	userId: "104694319306248192",
	sessionId: "session-of-alice",
	token: "token-of-alice",
};

/** In Alice's channel. */
export const BOB: VoiceCredentials = {
	...ALICE,
	userId: "104694319306248193",
	sessionId: "session-of-bob",
	token: "token-of-bob",
};

/** Datagram counts without any datagrams. */
export const NO_PACKETS = { received: 0, forwarded: 0, sent: 0, pings: 0, dropped: {} };

export interface Fixture {
	readonly server: GatewayServer;
	readonly clock: FakeClock;
	readonly events: Array<GatewayEvent>;
	readonly logs: Array<string>;
}

/** Starts a server with Alice and Bob registered. It is closed with the test. */
export async function startServer(context: TestContext, options: GatewayServerOptions = {}): Promise<Fixture> {
	const clock = new FakeClock();
	const events: Array<GatewayEvent> = [];
	const logs: Array<string> = [];
	const server = new GatewayServer({
		now: clock.now,
		timers: clock,
		random: seededRandom(1),
		logger: (message) => logs.push(message),
		...options,
	});
	server.onEvent((event) => events.push(event));
	server.registerVoiceSession(ALICE);
	server.registerVoiceSession(BOB);
	await server.listen();
	context.after(() => server.terminate());
	return { server, clock, events, logs };
}

/** `d` of an Identify. */
export function identifyOf({ serverId, userId, sessionId, token }: VoiceCredentials) {
	return { server_id: serverId, user_id: userId, session_id: sessionId, token, max_dave_protocol_version: 0 };
}

/** `d` of a Select Protocol with the address for packets, by default none. */
export function selectOf(port = 0, mode = "aead_aes256_gcm_rtpsize") {
	return { protocol: "udp", data: { address: "127.0.0.1", port, mode } };
}

/** `d` of a Resume. */
export function resumeOf({ serverId, sessionId, token }: VoiceCredentials, sequence?: number) {
	return { server_id: serverId, session_id: sessionId, token, ...(sequence !== undefined && { seq_ack: sequence }) };
}

/** Connects with a version of the voice gateway, and consumes Hello. */
export async function connect(server: Pick<GatewayServer, "url">, version = 8): Promise<TestClient> {
	const client = await TestClient.open(server.url, `/?v=${version}`);
	await client.next();
	return client;
}

/** Connects and identifies, and consumes Hello and Ready. */
export async function join(server: GatewayServer, credentials: VoiceCredentials = ALICE): Promise<TestClient> {
	const client = await connect(server);
	client.send(0, identifyOf(credentials));
	await client.next();
	return client;
}
