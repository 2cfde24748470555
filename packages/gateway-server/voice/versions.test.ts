/** Login, heartbeat, DAVE and Resume in each version of the voice gateway, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DaveClient, settleAll } from "../support/DaveClient.ts";
import { ALICE, BOB, identifyOf, resumeOf, startServer } from "../support/fixtures.ts";
import { TestClient, type ServerMessage } from "../support/TestClient.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { VoiceCredentials } from "./VoiceSession.ts";

const ID = ALICE.sessionId;
const SELECT = { protocol: "udp", data: { address: "127.0.0.1", port: 1, mode: "aead_aes256_gcm_rtpsize" } };

async function open(server: GatewayServer, version: number): Promise<TestClient> {
	const client = await TestClient.open(server.url, `/?v=${version}`);
	assert.deepEqual(await client.next(), { op: 8, d: { v: version, heartbeat_interval: 41_250 } });
	return client;
}

async function login(server: GatewayServer, version: number, who: VoiceCredentials = ALICE, dave = 0) {
	const client = await open(server, version);
	client.send(0, { ...identifyOf(who), max_dave_protocol_version: dave });
	assert.equal(((await client.next()) as { op: number }).op, 2);
	return client;
}

const jsonOf = (messages: ReadonlyArray<ServerMessage>) => messages.filter((message) => !Buffer.isBuffer(message));

describe("voice gateway below version 8", () => {
	for (const version of [4, 5, 6, 7]) {
		it(`should not number messages in version ${version}`, async (context) => {
			const { server } = await startServer(context);
			const client = await login(server, version);
			client.send(1, SELECT);
			const description = (await client.next()) as { op: number; seq?: number };
			assert.deepEqual([description.op, "seq" in description], [4, false]);
			assert.equal(server.sendToSession(ID, 5, { n: 1 }), 1);
			assert.equal(server.sendBinaryToSession(ID, 27, Buffer.from([2])), 1);
			assert.deepEqual(await client.take(2), [{ op: 5, d: { n: 1 } }, Buffer.from([27, 2])]);
			assert.equal(server.stats(ID).lastSequence, -1);
		});

		it(`should echo a bare 64-bit nonce in version ${version}`, async (context) => {
			const { server, events } = await startServer(context);
			const client = await login(server, version);
			client.send(3, 1_764_297_600_123);
			assert.deepEqual(await client.next(), { op: 6, d: 1_764_297_600_123 });
			const text = new Promise((resolve) =>
				client.socket.once("message", (data: Buffer) => resolve(String(data))),
			);
			client.sendRaw('{"op":3,"d":17640731041284721551}');
			assert.equal(await text, '{"op":6,"d":17640731041284721551}');
			assert.equal(server.stats(ID).heartbeats, 2);
			assert.equal(events.filter(({ kind }) => kind === "heartbeat").length, 2);
			assert.deepEqual(server.received(ID).at(-1), { at: 0, kind: "json", op: 3, d: "17640731041284721551" });
		});

		it(`should resume in version ${version} without replay`, async (context) => {
			const { server } = await startServer(context);
			const client = await login(server, version);
			server.dropSession(ID);
			await client.ended;
			assert.equal(server.sendToSession(ID, 5, { n: 1 }), 0);
			const again = await open(server, version);
			again.send(7, resumeOf(ALICE));
			assert.deepEqual(await again.settle(), [{ op: 9, d: null }]);
			server.sendToSession(ID, 5, { n: 2 });
			assert.deepEqual(await again.next(), { op: 5, d: { n: 2 } });
			assert.deepEqual([server.stats(ID).resumes, server.stats(ID).replayed], [1, 0]);
		});
	}
});

describe("voice gateway version 8", () => {
	it("should number and replay messages", async (context) => {
		const { server } = await startServer(context);
		const client = await login(server, 8);
		client.send(3, { t: 7, seq_ack: -1 });
		assert.deepEqual(await client.next(), { op: 6, d: { t: 7 } });
		server.dropSession(ID);
		await client.ended;
		server.sendBinaryToSession(ID, 27, Buffer.from([2]));
		const again = await open(server, 8);
		again.send(7, { ...resumeOf(ALICE, -1), channel_id: ALICE.channelId });
		const messages = await again.take(2);
		assert.deepEqual(messages.find(Buffer.isBuffer), Buffer.from([0, 1, 27, 2]));
		assert.deepEqual(jsonOf(messages), [{ op: 9, d: null }]);
	});

	it("should accept a sequence just before the first", async (context) => {
		const { server } = await startServer(context);
		const client = await login(server, 8);
		server.dropSession(ID);
		await client.ended;
		const again = await open(server, 8);
		again.send(7, resumeOf(ALICE, 0));
		assert.deepEqual(await again.next(), { op: 9, d: null });
	});
});

describe("a channel with clients of two versions", () => {
	it("should use each client's own framing", async (context) => {
		const { server } = await startServer(context);
		const old = await login(server, 4);
		const current = await login(server, 8, BOB);
		assert.deepEqual(await old.settle(), [{ op: 11, d: { user_ids: [BOB.userId] } }]);
		assert.deepEqual(await current.settle(), [{ op: 11, d: { user_ids: [ALICE.userId] }, seq: 1 }]);
	});

	for (const version of [4, 5, 6, 7, 8]) {
		it(`should rejoin DAVE in version ${version} after a Resume`, async (context) => {
			const { server } = await startServer(context, { dave: "offered" });
			const carol = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol" };
			const clients = [
				await DaveClient.join(server, ALICE, 1, version),
				await DaveClient.join(server, BOB),
				await DaveClient.join(server, carol),
			] as const;
			await settleAll(...clients);
			const before = sharedCode(clients);
			const [alice, bob, third] = clients;
			server.dropSession(ID);
			await alice.client.ended;
			third.leave(); // this creates a commit that Alice misses
			await third.client.ended;
			await settleAll(bob);
			await alice.resume();
			await settleAll(alice, bob);
			assert.notEqual(sharedCode([alice, bob]), before);
		});
	}
});

/** The privacy code that all of these share. */
function sharedCode(clients: ReadonlyArray<DaveClient>): string {
	const codes = new Set(clients.map(({ peer }) => `${peer.epoch}: ${peer.privacyCode}`));
	assert.equal(codes.size, 1);
	for (const { peer } of clients) assert.deepEqual(peer.failures, []);
	return [...codes].join();
}

describe("a client without a version", () => {
	it("should use version 4 with the interval in Ready", async (context) => {
		const { server } = await startServer(context, { unversionedVoice: "accept" });
		const client = await TestClient.open(server.url, "");
		assert.deepEqual(await client.next(), { op: 8, d: { v: 4, heartbeat_interval: 41_250 } });
		client.send(0, identifyOf(ALICE));
		assert.equal(((await client.next()) as { d: { heartbeat_interval: number } }).d.heartbeat_interval, 41_250);
	});
});
