/** Lifecycle and commands of a server, over real sockets. */

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { connect as connectTcp, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { describe, it } from "node:test";
import { ALICE, BOB, connect, identifyOf, join, NO_PACKETS, resumeOf, startServer } from "./support/fixtures.ts";
import { TestClient } from "./support/TestClient.ts";
import { GatewayServer } from "./GatewayServer.ts";

/** Type 1, length 70; the rest is zero. */
const IP_DISCOVERY_REQUEST = Buffer.concat([Buffer.from([0, 1, 0, 70]), Buffer.alloc(70)]);

const ID = ALICE.sessionId;

describe("GatewayServer", () => {
	it("should report its address and port", async (context) => {
		const { server } = await startServer(context);
		assert.match(server.endpoint, /^127\.0\.0\.1:\d+$/);
		assert.equal(server.url, `ws://${server.endpoint}`);
		await assert.rejects(server.listen(), /listen/i);
	});

	it("should throw when it is not listening", async () => {
		const server = new GatewayServer();
		assert.throws(() => server.url, /not listening, call listen\(\) first/);
		await assert.rejects(server.restart(), /never listened/);
		await server.close();
		await server.terminate();
	});

	it("should run alongside others in one process", async (context) => {
		const [one, two] = [await startServer(context), await startServer(context)];
		await join(one.server);
		assert.deepEqual([one.server.connectionCount, two.server.connectionCount], [1, 0]);
	});

	it("should attach to any HTTP server", async (context) => {
		const gateway = new GatewayServer();
		const http = createServer().listen(0, "127.0.0.1");
		http.on("upgrade", (request, socket, head) => gateway.handleUpgrade(request, socket, head));
		await once(http, "listening");
		context.after(() => http.close());
		const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
		gateway.registerVoiceSession(ALICE);
		const [client, other] = await Promise.all([
			TestClient.open(url, "/voice?v=8"),
			TestClient.open(url, "/?v=10&encoding=json"),
		]);
		assert.equal(gateway.connectionCount, 2);
		client.send(0, identifyOf(ALICE));
		const [, ready] = (await client.take(2)) as ReadonlyArray<{ d: { ip: string; port: number } }>;
		const audio = createSocket("udp4");
		context.after(() => audio.close());
		audio.send(IP_DISCOVERY_REQUEST, ready!.d.port, ready!.d.ip);
		await once(audio, "message");
		await other.settle();
		await gateway.close();
		assert.equal((await client.ended).code, 1001);
		await assert.rejects(TestClient.open(url));
	});

	it("should count open and total connections", async (context) => {
		const { server } = await startServer(context);
		const first = await connect(server);
		await connect(server);
		assert.equal(server.connectionCount, 2);
		first.socket.close(1000);
		await first.ended;
		await connect(server);
		assert.equal(server.connectionCount, 2);
		assert.deepEqual(server.totals, { connections: 3, dropped: 0, packets: NO_PACKETS });
	});
});

describe("close", () => {
	it("should close with 1001, end sessions and timers, and free the port", async (context) => {
		const { server, clock } = await startServer(context);
		const { url } = server;
		const client = await join(server);
		const other = await connect(server);
		await server.close();
		assert.deepEqual(await client.ended, { code: 1001, reason: "server is shutting down" });
		assert.equal((await other.ended).code, 1001);
		assert.equal(server.stats(ID).state, "ended");
		assert.equal(clock.pending, 0);
		await assert.rejects(TestClient.open(url));
		await server.close();
	});

	it("should destroy the sockets of unresponsive clients", async (context) => {
		const { server, clock } = await startServer(context);
		const client = await join(server);
		client.socket.pause();
		const idle = connectTcp(Number(new URL(server.url).port), "127.0.0.1").on("error", () => {});
		await once(idle, "connect");
		const closed = server.close(500);
		clock.advance(500);
		await closed;
		idle.resume();
		await once(idle, "close");
		client.socket.resume();
		await client.ended;
		assert.equal(clock.pending, 0);
	});
});

describe("terminate", () => {
	it("should end connections without a close frame, and keep sessions", async (context) => {
		const { server, events } = await startServer(context);
		const client = await join(server);
		const { url } = server;
		await server.terminate();
		assert.equal((await client.ended).code, 1006);
		assert.deepEqual([server.connectionCount, server.stats(ID).state], [0, "away"]);
		assert.equal(events.filter((event) => event.kind === "closed").length, 1);
		await assert.rejects(TestClient.open(url));
		await server.terminate();
	});
});

describe("restart", () => {
	it("should listen on the same port and keep sessions resumable", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		const { url } = server;
		await server.restart();
		assert.equal((await client.ended).code, 1006);
		assert.equal(server.url, url);
		server.sendToSession(ID, 5, {});
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, -1));
		assert.deepEqual(await again.take(2), [
			{ op: 9, d: null },
			{ op: 5, d: {}, seq: 1 },
		]);
	});
});

describe("failNextHandshakes", () => {
	it("should fail exactly the requested number of handshakes", async (context) => {
		const { server } = await startServer(context);
		server.failNextHandshakes("429");
		server.failNextHandshakes("wrongAccept");
		await assert.rejects(TestClient.open(server.url), /429/);
		await assert.rejects(TestClient.open(server.url), /Sec-WebSocket-Accept/);
		await connect(server);
		assert.throws(() => server.failNextHandshakes("401", 0), RangeError);
	});
});

describe("IP discovery", () => {
	it("should answer at the address in Ready, even after a restart", async (context) => {
		const { server } = await startServer(context);
		const client = await connect(server);
		client.send(0, identifyOf(ALICE));
		const { d } = (await client.next()) as { readonly d: { readonly ip: string; readonly port: number } };
		const udp = createSocket("udp4");
		context.after(() => udp.close());
		for (const isRestarted of [false, true]) {
			if (isRestarted) await server.restart();
			udp.send(Buffer.from(`0001004600000001${"00".repeat(66)}`, "hex"), d.port, d.ip);
			const [response] = (await once(udp, "message")) as [Buffer];
			assert.equal(response.readUInt16BE(72), udp.address().port);
		}
		await server.close();
		const successor = createSocket("udp4").bind(d.port, d.ip);
		await once(successor, "listening");
		successor.close();
	});
});

describe("registerVoiceSession", () => {
	it("should reject duplicate session IDs and empty credentials", async (context) => {
		const { server } = await startServer(context);
		assert.throws(() => server.registerVoiceSession(ALICE), /already registered: session-of-alice/);
		for (const name of ["serverId", "channelId", "userId", "sessionId", "token"]) {
			assert.throws(
				() => server.registerVoiceSession({ ...ALICE, [name]: "" }),
				new RegExp(`${name} must be a non-empty string`),
			);
		}
	});
});

describe("unregisterVoiceSession", () => {
	it("should close the client with 4014 and forget the session", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		server.setStopHeartbeatAcks(ID, true);
		assert.equal(server.unregisterVoiceSession(ID), true);
		assert.equal((await client.ended).code, 4014);
		assert.equal(server.unregisterVoiceSession(ID), false);
		assert.equal(server.getControlFlags(ID), undefined);
		assert.throws(() => server.stats(ID), /not registered: session-of-alice/);
		assert.throws(() => server.received(ID), /not registered: session-of-alice/);
		const again = await connect(server);
		again.send(0, identifyOf(ALICE));
		assert.equal((await again.ended).code, 4006);
	});
});

describe("commands for a session", () => {
	const commands: ReadonlyArray<readonly [string, (server: GatewayServer, id: string) => number]> = [
		["disconnectSession", (server, id) => server.disconnectSession(id, 4015)],
		["dropSession", (server, id) => server.dropSession(id)],
		["pingSession", (server, id) => server.pingSession(id)],
		["sendToSession", (server, id) => server.sendToSession(id, 5, {})],
		["sendBinaryToSession", (server, id) => server.sendBinaryToSession(id, 27, Buffer.alloc(1))],
		["sendRawToSession", (server, id) => server.sendRawToSession(id, "{}")],
		["sendHello", (server, id) => server.sendHello(id)],
		["requestHeartbeat", (server, id) => server.requestHeartbeat(id)],
	];
	for (const [name, command] of commands) {
		it(`should reach one connection with ${name}, and no other session`, async (context) => {
			const { server } = await startServer(context);
			await join(server);
			assert.equal(command(server, BOB.sessionId), 0);
			assert.equal(command(server, "nobody"), 0);
			assert.equal(command(server, ID), 1);
		});
	}

	it("should not number messages for an inactive session", async (context) => {
		const { server } = await startServer(context);
		server.sendToSession(ID, 5, {});
		assert.equal(server.stats(ID).lastSequence, -1);
		assert.equal(server.stats(ID).state, "registered");
	});

	it("should close with any code and reason", async (context) => {
		const { server } = await startServer(context);
		for (const [code, reason] of [
			[1000, ""],
			[4015, "voice server crashed"],
			[4999, "ü".repeat(61)],
		] as const) {
			const client = await join(server);
			assert.equal(server.disconnectSession(ID, code, reason), 1);
			assert.equal(server.disconnectSession(ID, code, reason), 0);
			assert.deepEqual(await client.ended, { code, reason });
		}
	});

	it("should ignore messages from a client that it closed", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		client.send(3, { t: 1 });
		server.disconnectSession(ID, 4015);
		await client.ended;
		assert.equal(server.stats(ID).heartbeats, 0);
		assert.equal(server.received(ID).length, 1);
	});

	it("should reset the connection of a dropped client", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		const { _socket: stream } = client.socket as unknown as { readonly _socket: Socket };
		const failed = once(stream, "error");
		server.dropSession(ID);
		assert.equal(((await failed) as ReadonlyArray<NodeJS.ErrnoException>)[0]?.code, "ECONNRESET");
	});

	it("should send malformed frames unchanged and unnumbered", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		client.socket.removeAllListeners("message");
		const seen: Array<readonly [string, boolean]> = [];
		client.socket.on("message", (data: Buffer, isBinary) => seen.push([data.toString("hex"), isBinary]));
		server.sendRawToSession(ID, "nu");
		server.sendRawToSession(ID, "");
		server.sendRawToSession(ID, Buffer.from([0, 1]));
		await client.settle();
		assert.deepEqual(seen, [
			["6e75", false],
			["", false],
			["0001", true],
		]);
		assert.equal(server.stats(ID).lastSequence, -1);
	});

	it("should count pongs", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		server.pingSession(ID);
		await once(client.socket, "ping");
		await client.settle();
		assert.equal(server.stats(ID).pongs, 1);
	});

	it("should reject an invalid binary opcode", async (context) => {
		const { server } = await startServer(context);
		for (const opcode of [-1, 256, 1.5]) {
			assert.throws(() => server.sendBinaryToSession(ID, opcode, Buffer.alloc(0)), /integer from 0 to 255/);
		}
	});
});

describe("control flags", () => {
	const mutes = [
		["muteReady", 0, identifyOf(ALICE)],
		["muteResumed", 7, resumeOf(ALICE, -1)],
	] as const;
	for (const [flag, op, d] of mutes) {
		it(`should withhold only the answer with ${flag}`, async (context) => {
			const { server } = await startServer(context);
			await join(server);
			server.setControlFlags(ID, { [flag]: true });
			const client = await connect(server);
			client.send(op, d);
			assert.deepEqual(await client.settle(), []);
			client.send(3, { t: 1 });
			assert.deepEqual(await client.settle(), [{ op: 6, d: { t: 1 } }]);
			assert.equal(server.stats(ID).connections, 2);
		});
	}

	it("should withhold Session Description with muteSessionDescription", async (context) => {
		const { server } = await startServer(context);
		server.setControlFlags(ID, { muteSessionDescription: true });
		const client = await join(server);
		client.send(1, { protocol: "udp", data: { address: "x", port: 1, mode: "aead_aes256_gcm_rtpsize" } });
		assert.deepEqual(await client.settle(), []);
		assert.equal(server.stats(ID).lastSequence, -1);
	});

	it("should reject the requested number of Identifies with failCode", async (context) => {
		const { server } = await startServer(context);
		server.setControlFlags(ID, { failNextIdentifies: 2, failCode: 4017 });
		for (const left of [1, 0]) {
			const client = await connect(server);
			client.send(0, identifyOf(ALICE));
			assert.equal((await client.ended).code, 4017);
			assert.equal(server.getControlFlags(ID)?.failNextIdentifies, left);
		}
		await join(server);
		assert.equal(server.stats(ID).identifies, 3);
	});

	it("should reject Resumes with 4006 and keep the session", async (context) => {
		const { server } = await startServer(context);
		await join(server);
		server.setControlFlags(ID, { failNextResumes: 1 });
		for (const code of [4006, undefined]) {
			const client = await connect(server);
			client.send(7, resumeOf(ALICE, -1));
			if (code === undefined) assert.deepEqual(await client.next(), { op: 9, d: null });
			else assert.equal((await client.ended).code, code);
		}
	});
});

describe("onEvent", () => {
	it("should report a session's events until unsubscribed", async (context) => {
		const { server, events, logs } = await startServer(context);
		const unsubscribe = server.onEvent(() => {
			throw new Error("listener is broken");
		});
		const client = await join(server);
		unsubscribe();
		client.send(3, { t: 5, seq_ack: -1 });
		await client.next();
		server.disconnectSession(ID, 4015, "crashed");
		await client.ended;
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, -1));
		await again.next();
		again.socket.close(1000, "bye");
		await again.ended;
		await connect(server);
		assert.deepEqual(events, [
			{ kind: "connected", connection: 1 },
			{ kind: "identified", connection: 1, sessionId: ID },
			{ kind: "heartbeat", connection: 1, sessionId: ID, nonce: 5, sequence: -1, acknowledged: true },
			{ kind: "closed", connection: 1, sessionId: ID, code: 4015, reason: "crashed", by: "server" },
			{ kind: "connected", connection: 2 },
			{ kind: "resumed", connection: 2, sessionId: ID, replayed: 0 },
			{ kind: "closed", connection: 2, sessionId: ID, code: 1000, reason: "bye", by: "client" },
			{ kind: "ended", sessionId: ID, reason: "closed by client with 1000" },
			{ kind: "connected", connection: 3 },
		]);
		assert.deepEqual(logs, [
			'listener for "connected" failed: Error: listener is broken',
			'listener for "identified" failed: Error: listener is broken',
		]);
	});
});
