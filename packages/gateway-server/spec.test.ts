/** Members that the specification requires, and their effect on both gateways, over real sockets. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { SECURE_OPTIONS, useSharedKey } from "./support/secureFront.ts";
import { FakeClock } from "../shared/support/FakeClock.ts";
import { ALICE, identifyOf, resumeOf, startServer, type Fixture } from "./support/fixtures.ts";
import { IDENTIFY, TOKEN } from "./support/mainFixtures.ts";
import { TestClient } from "./support/TestClient.ts";
import { systemTimers } from "../shared/clock.ts";
import { GatewayServer } from "./GatewayServer.ts";
import type { TlsKey } from "../shared/TlsKey.ts";

type Member =
	| { readonly kind: "accessor"; readonly value: unknown }
	/** Result of a call with `args` on a new server. */
	| { readonly kind: "method"; readonly args: ReadonlyArray<unknown>; readonly returns: unknown };

/** By hand: every member, and its result on a new server. */
const MEMBERS: Readonly<Record<string, Member>> = {
	connectionCount: { kind: "accessor", value: 0 },
	clearControlFlags: { kind: "method", args: ["nobody"], returns: undefined },
	disconnectSession: { kind: "method", args: ["nobody", 4000], returns: 0 },
	dispatchToSession: { kind: "method", args: ["nobody", "MESSAGE_CREATE", {}], returns: 0 },
	getControlFlags: { kind: "method", args: ["nobody"], returns: undefined },
	getHeartbeatInterval: { kind: "method", args: [], returns: 41_250 },
	invalidateSession: { kind: "method", args: ["nobody"], returns: false },
	setHeartbeatInterval: { kind: "method", args: [1000], returns: undefined },
	setStopHeartbeatAcks: { kind: "method", args: ["nobody", true], returns: undefined },
};

describe("GatewayServer", () => {
	for (const [name, member] of Object.entries(MEMBERS)) {
		it(`should have the ${member.kind} ${name}`, () => {
			const server = new GatewayServer() as unknown as Readonly<Record<string, unknown>>;
			if (member.kind === "accessor") return assert.equal(server[name], member.value);
			const method = server[name] as (...args: Array<unknown>) => unknown;
			assert.equal(method.apply(server, [...member.args]), member.returns);
		});
	}

	it("should have a close that works before listen and twice", async () => {
		const server = new GatewayServer();
		const closed = server.close();
		assert.ok(closed instanceof Promise);
		assert.equal(await closed, undefined);
		await server.close();
	});
});

/** How a client of each gateway behaves. */
interface Gateway {
	readonly query: string;
	readonly identify: readonly [op: number, d: unknown];
	readonly heartbeat: readonly [op: number, d: unknown];
	readonly acknowledgement: object;
	sessionIdIn(ready: unknown): string;
	resume(sessionId: string): readonly [op: number, d: unknown];
	/** Answer to the Resume of an invalidated session. */
	readonly refusal: { readonly message: object } | { readonly code: number };
}

const GATEWAYS: Readonly<Record<"main" | "voice", Gateway>> = {
	main: {
		query: "/?v=10&encoding=json",
		identify: [2, IDENTIFY],
		heartbeat: [1, null],
		acknowledgement: { t: null, s: null, op: 11, d: null },
		sessionIdIn: (ready) => (ready as { d: { session_id: string } }).d.session_id,
		resume: (sessionId) => [6, { token: TOKEN, session_id: sessionId, seq: 1 }],
		refusal: { message: { t: null, s: null, op: 9, d: false } },
	},
	voice: {
		query: "/?v=8",
		identify: [0, identifyOf(ALICE)],
		heartbeat: [3, { t: 5 }],
		acknowledgement: { op: 6, d: { t: 5 } },
		sessionIdIn: () => ALICE.sessionId,
		resume: () => [7, resumeOf(ALICE, -1)],
		refusal: { code: 4006 },
	},
};

/** Connects to any address and reads Hello. */
async function connect(url: string, gateway: Gateway): Promise<{ client: TestClient; interval: number }> {
	const client = await TestClient.open(url, gateway.query);
	const { d } = (await client.next()) as unknown as { d: { heartbeat_interval: number } };
	return { client, interval: d.heartbeat_interval };
}

async function join(url: string, gateway: Gateway): Promise<{ client: TestClient; sessionId: string }> {
	const { client } = await connect(url, gateway);
	client.send(...gateway.identify);
	return { client, sessionId: gateway.sessionIdIn(await client.next()) };
}

async function startJoined(context: TestContext, gateway: Gateway) {
	const fixture: Fixture = await startServer(context);
	return { ...fixture, ...(await join(fixture.server.url, gateway)) };
}

/** Number of handles that keep the process alive, by kind. */
async function resources(): Promise<ReadonlyMap<string, number>> {
	// Node reports a handle as closed before its event loop has freed it
	for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
	const counts = new Map<string, number>();
	for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	return counts;
}

// runs before other tests that open sockets: their leftovers would be counted
describe("close", () => {
	/** Flags of both sessions that leave work pending when the server closes. */
	const FLAGS = [
		{},
		{ latency: 60_000 },
		{ dribbleSize: 1 },
		{ halfOpen: true },
		{ closeDelay: 60_000 },
		{ stallReads: true },
		{ dropKind: "fin" },
	] as const;
	for (const flags of FLAGS) {
		it(`should leave no socket and no timer with ${JSON.stringify(flags)}`, async () => {
			const before = await resources();
			const timers = new Set<unknown>();
			const server = new GatewayServer({
				timers: {
					setTimeout: (callback, milliseconds) => {
						const timer = systemTimers.setTimeout(() => {
							timers.delete(timer);
							callback();
						}, milliseconds);
						timers.add(timer);
						return timer;
					},
					clearTimeout: (timer) => {
						timers.delete(timer);
						systemTimers.clearTimeout(timer);
					},
				},
			});
			server.registerVoiceSession(ALICE);
			await server.listen();
			const clients = [
				await join(server.url, GATEWAYS.main),
				await join(server.url, GATEWAYS.voice),
				await connect(server.url, GATEWAYS.voice),
				{ client: await TestClient.open(server.url, "/?v=10&encoding=etf&compress=zlib-stream") },
			];
			for (const one of clients) {
				if (!("sessionId" in one)) continue;
				server.setControlFlags(one.sessionId, flags);
				server.sendToSession(one.sessionId, 5, { n: 1 });
				if ("dropKind" in flags) server.dropSession(one.sessionId);
			}
			assert.ok(timers.size > 0);
			await server.close(1);
			await Promise.all(clients.map(({ client }) => client.ended));
			assert.deepEqual([timers.size, server.connectionCount], [0, 0]);
			assert.deepEqual(await resources(), before);
		});
	}
});

for (const [title, gateway] of Object.entries(GATEWAYS)) {
	describe(`members of the spec on the ${title} gateway`, () => {
		it("should count connections and disconnect by code and reason", async (context) => {
			const { server, client, sessionId } = await startJoined(context, gateway);
			assert.equal(server.connectionCount, 1);
			assert.equal(server.disconnectSession(sessionId, 4900, "testing"), 1);
			assert.deepEqual(await client.ended, { code: 4900, reason: "testing" });
			assert.equal(server.connectionCount, 0);
			assert.equal(server.disconnectSession(sessionId, 4900), 0);
		});

		it("should stop heartbeat ACKs by a control flag and clear it", async (context) => {
			const { server, client, sessionId } = await startJoined(context, gateway);
			server.setStopHeartbeatAcks(sessionId, true);
			assert.deepEqual(server.getControlFlags(sessionId), { stopHeartbeatAcks: true });
			client.send(...gateway.heartbeat);
			assert.deepEqual(await client.settle(), []);
			server.setStopHeartbeatAcks(sessionId, false);
			client.send(...gateway.heartbeat);
			assert.deepEqual(await client.settle(), [gateway.acknowledgement]);
			server.setStopHeartbeatAcks(sessionId, true);
			server.clearControlFlags(sessionId);
			assert.equal(server.getControlFlags(sessionId), undefined);
			client.send(...gateway.heartbeat);
			assert.deepEqual(await client.settle(), [gateway.acknowledgement]);
		});

		it("should give new connections the heartbeat interval", async (context) => {
			const { server } = await startServer(context);
			assert.equal((await connect(server.url, gateway)).interval, 41_250);
			server.setHeartbeatInterval(1000);
			assert.equal(server.getHeartbeatInterval(), 1000);
			assert.equal((await connect(server.url, gateway)).interval, 1000);
		});

		it("should invalidate a session, so that it starts again", async (context) => {
			const { server, client, clock, sessionId } = await startJoined(context, gateway);
			assert.equal(server.invalidateSession(sessionId), true);
			assert.equal(server.invalidateSession("nobody"), false);
			client.socket.terminate();
			await client.ended;
			const { client: again } = await connect(server.url, gateway);
			again.send(...gateway.resume(sessionId));
			if ("code" in gateway.refusal) assert.equal((await again.ended).code, gateway.refusal.code);
			else assert.deepEqual(await again.next(), gateway.refusal.message);
			clock.advance(5000);
			const fresh = await join(server.url, gateway);
			assert.equal(fresh.client.socket.readyState, fresh.client.socket.OPEN);
			assert.equal(server.stats(fresh.sessionId).state, "connected");
		});

		it("should attach to any http.Server by handleUpgrade, and close", async (context) => {
			const { server } = await startServer(context);
			const { url, http } = await startHttp(context, server);
			const { client, sessionId } = await join(url, gateway);
			assert.equal(server.disconnectSession(sessionId, 4901), 1);
			assert.equal((await client.ended).code, 4901);
			const { client: other } = await connect(url, gateway);
			await server.close();
			assert.equal((await other.ended).code, 1001);
			// settles only once the last socket is gone
			await new Promise((resolve) => http.close(resolve));
		});

		it("should speak TLS", async (context) => {
			const clock = new FakeClock();
			const server = new GatewayServer({ timers: clock, now: clock.now });
			server.registerVoiceSession(ALICE);
			await server.listen(0, "127.0.0.1", { tls: SECURE_OPTIONS as unknown as TlsKey });
			context.after(() => server.terminate());
			useSharedKey(context);
			assert.match(server.url, /^wss:\/\/127\.0\.0\.1:\d+$/);
			const { client, sessionId } = await join(server.url, gateway);
			assert.equal(server.disconnectSession(sessionId, 4902), 1);
			assert.equal((await client.ended).code, 4902);
		});
	});
}

async function startHttp(context: TestContext, server: GatewayServer): Promise<{ url: string; http: Server }> {
	const http = createServer((request, response) => server.handleRequest(request, response));
	http.on("upgrade", (request, socket, head) => server.handleUpgrade(request, socket, head));
	http.listen(0, "127.0.0.1");
	await once(http, "listening");
	context.after(() => http.close());
	return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`, http };
}

describe("sessions of both gateways", () => {
	it("should share one namespace of IDs", async (context) => {
		const { server } = await startServer(context);
		const main = await join(server.url, GATEWAYS.main);
		const voice = await join(server.url, GATEWAYS.voice);
		assert.equal(server.connectionCount, 2);
		assert.equal(server.dispatchToSession(main.sessionId, "TEST", {}), 1);
		// a dispatch is the main gateway's
		assert.equal(server.dispatchToSession(voice.sessionId, "TEST", {}), 0);
		for (const { sessionId, client } of [main, voice]) {
			assert.equal(server.stats(sessionId).state, "connected");
			assert.equal(server.disconnectSession(sessionId, 4903), 1);
			assert.equal((await client.ended).code, 4903);
		}
	});

	it("should be separate in two servers of one process", async (context) => {
		const [one, two] = [await startServer(context), await startServer(context)];
		const first = await join(one.server.url, GATEWAYS.voice);
		const second = await join(two.server.url, GATEWAYS.voice);
		const bot = await join(two.server.url, GATEWAYS.main);
		assert.equal(first.sessionId, second.sessionId);
		one.server.setStopHeartbeatAcks(first.sessionId, true);
		assert.equal(two.server.getControlFlags(second.sessionId), undefined);
		assert.deepEqual([one.server.connectionCount, two.server.connectionCount], [1, 2]);
		assert.equal(one.server.disconnectSession(bot.sessionId, 4000), 0);
		await one.server.close();
		assert.equal((await first.client.ended).code, 1001);
		assert.deepEqual(await second.client.settle(), []);
		assert.equal(two.server.connectionCount, 2);
	});
});
