/** Connecting and identifying, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, BOB, connect, identifyOf, join, NO_PACKETS, resumeOf, startServer } from "../support/fixtures.ts";
import { TestClient } from "../support/TestClient.ts";

const MODES = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"];

describe("a new connection", () => {
	it("should receive Hello first", async (context) => {
		const { server } = await startServer(context, { heartbeatInterval: 13_750 });
		const client = await TestClient.open(server.url);
		assert.deepEqual(await client.next(), { op: 8, d: { v: 8, heartbeat_interval: 13_750 } });
	});

	it("should receive no Hello while it is muted", async (context) => {
		const { server } = await startServer(context);
		server.setMuteHello(true);
		const client = await TestClient.open(server.url);
		assert.deepEqual(await client.settle(), []);
		server.setMuteHello(false);
		assert.equal(((await (await TestClient.open(server.url)).next()) as { op: number }).op, 8);
	});

	for (const query of ["/?v=", "/?v=1", "/?v=2", "/?v=3", "/?v=11", "/?v=12", "/?v=8.0", "/?v=x"]) {
		it(`should be closed with 4012 for ${JSON.stringify(query)}`, async (context) => {
			const { server } = await startServer(context);
			const client = await TestClient.open(server.url, query);
			assert.equal((await client.ended).code, 4012);
		});
	}

	it("should be accepted with extra query parameters", async (context) => {
		const { server } = await startServer(context);
		const client = await TestClient.open(server.url, "/?encoding=json&v=8");
		assert.equal(((await client.next()) as { op: number }).op, 8);
	});
});

describe("Identify", () => {
	it("should be answered with Ready", async (context) => {
		const { server } = await startServer(context, { ssrc: 700, audioAddress: { ip: "10.0.0.1", port: 9 } });
		const client = await connect(server);
		client.send(0, identifyOf(BOB));
		assert.deepEqual(await client.next(), { op: 2, d: { ssrc: 701, ip: "10.0.0.1", port: 9, modes: MODES } });
		assert.deepEqual(await client.settle(), []);
		assert.deepEqual(server.stats(BOB.sessionId), {
			state: "connected",
			connected: true,
			identifies: 1,
			resumes: 0,
			connections: 1,
			replayed: 0,
			heartbeats: 0,
			pongs: 0,
			lastSequence: -1,
			lastSequenceAcknowledged: -1,
			ssrc: 701,
			packets: NO_PACKETS,
		});
	});

	const wrong: ReadonlyArray<readonly [string, object]> = [
		["token", { token: "token-of-eve" }],
		["longer token", { token: `${ALICE.token}!` }],
		["user", { user_id: BOB.userId }],
		["server", { server_id: "1" }],
	];
	for (const [name, change] of wrong) {
		it(`should be closed with 4004 for a wrong ${name}`, async (context) => {
			const { server, events, logs } = await startServer(context);
			const client = await connect(server);
			client.send(0, { ...identifyOf(ALICE), ...change });
			assert.deepEqual(await client.ended, { code: 4004, reason: "credentials are invalid" });
			assert.ok(!JSON.stringify([events, logs]).includes("token-of"));
		});
	}

	it("should be closed with 4006 for an unknown session", async (context) => {
		const { server } = await startServer(context);
		const client = await connect(server);
		client.send(0, { ...identifyOf(ALICE), session_id: "session-of-eve" });
		assert.deepEqual(await client.ended, { code: 4006, reason: "session is no longer valid" });
	});

	it("should be closed with 4006 for a removed session", async (context) => {
		const { server } = await startServer(context);
		server.unregisterVoiceSession(ALICE.sessionId);
		server.registerVoiceSession({ ...ALICE, token: "new" });
		const client = await connect(server);
		client.send(0, identifyOf(ALICE));
		assert.equal((await client.ended).code, 4006);
	});

	it("should close a second one with 4005, resumably", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		client.send(0, identifyOf(ALICE));
		assert.equal((await client.ended).code, 4005);
		assert.equal(server.stats(ALICE.sessionId).state, "away");
	});

	it("should take the session over from an older connection", async (context) => {
		const { server } = await startServer(context);
		const older = await join(server);
		server.sendToSession(ALICE.sessionId, 5, {});
		const newer = await join(server);
		assert.equal((await older.ended).code, 4006);
		assert.equal(server.stats(ALICE.sessionId).lastSequence, -1);
		server.sendToSession(ALICE.sessionId, 5, {});
		assert.deepEqual(await newer.next(), { op: 5, d: {}, seq: 1 });
		assert.equal(server.connectionCount, 1);
	});

	it("should be accepted again after the session ended", async (context) => {
		const { server } = await startServer(context);
		const first = await join(server);
		first.socket.close(1000);
		await first.ended;
		const second = await join(server);
		assert.deepEqual(await second.settle(), []);
		assert.equal(server.stats(ALICE.sessionId).connections, 2);
	});

	it("should be recorded without its token", async (context) => {
		const { server } = await startServer(context);
		const client = await connect(server);
		client.send(0, { ...identifyOf(ALICE), token: "token-of-eve" });
		await client.ended;
		const [record] = server.received(ALICE.sessionId);
		assert.deepEqual(record, { at: 0, kind: "json", op: 0, d: { ...identifyOf(ALICE), token: "[redacted]" } });
		assert.equal(server.stats(ALICE.sessionId).identifies, 1);
	});
});

describe("messages before Identify", () => {
	it("should be closed with 4003 for a heartbeat", async (context) => {
		const { server } = await startServer(context);
		const client = await connect(server);
		client.send(3, { t: 1, seq_ack: -1 });
		assert.deepEqual(await client.ended, { code: 4003, reason: "op 3 before identify" });
	});

	it("should be closed with 4005 for a Resume after Identify", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		client.send(7, resumeOf(ALICE, -1));
		assert.equal((await client.ended).code, 4005);
	});
});

describe("Select Protocol", () => {
	const select = (protocol: string, mode: string) => ({ protocol, data: { address: "127.0.0.1", port: 1, mode } });

	it("should be answered with a numbered Session Description", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		client.send(1, select("udp", "aead_xchacha20_poly1305_rtpsize"));
		const { op, d, seq } = (await client.next()) as { op: number; d: Record<string, unknown>; seq: number };
		assert.deepEqual(
			[op, seq, d["mode"], d["dave_protocol_version"]],
			[4, 1, "aead_xchacha20_poly1305_rtpsize", 0],
		);
		const key = d["secret_key"] as ReadonlyArray<number>;
		assert.equal(key.length, 32);
		assert.ok(key.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255));
	});

	for (const [protocol, mode, code] of [
		["webrtc", MODES[0]!, 4012],
		["udp", "xsalsa20_poly1305", 4016],
	] as const) {
		it(`should be closed with ${code} for ${protocol} and ${mode}`, async (context) => {
			const { server } = await startServer(context);
			const client = await join(server);
			client.send(1, select(protocol, mode));
			assert.equal((await client.ended).code, code);
		});
	}
});
