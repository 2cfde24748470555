/** Faults of the media plane over real UDP. For their effect on a single datagram, see `DatagramFaults.test.ts`. */

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { encodeIpDiscoveryRequest } from "../../shared/rtp/discovery.ts";
import { ALICE, BOB, startServer } from "../support/fixtures.ts";
import { MediaClient, SPEECH } from "../support/MediaClient.ts";
import type { GatewayServerOptions } from "../options.ts";

async function start(context: TestContext, options: GatewayServerOptions = {}) {
	const fixture = await startServer(context, options);
	const alice = await MediaClient.join(context, fixture, ALICE);
	const bob = await MediaClient.join(context, fixture, BOB);
	const passed = async (): Promise<number> => {
		bob.speak();
		await bob.settle();
		return (await alice.settle()).length;
	};
	return { ...fixture, alice, bob, passed };
}

describe("faults of the media plane", () => {
	it("should lose all datagrams but keep the WebSocket", async (context) => {
		const { server, alice, bob, passed } = await start(context);
		server.setControlFlags(ALICE.sessionId, { mediaBlackhole: true });
		bob.speak();
		await bob.settle();
		await assert.rejects(alice.settle(), /no datagram arrived in time/);
		await alice.client.settle();
		server.clearControlFlags(ALICE.sessionId);
		assert.equal(await passed(), 1);
	});

	it("should reject datagrams while the port is closed", async (context) => {
		const { server, clock, passed } = await start(context);
		const socket = createSocket("udp4");
		context.after(() => socket.close());
		const { port } = await readyOf(context, { server, clock });
		socket.connect(port, "127.0.0.1");
		await once(socket, "connect");
		await server.media.setRefusing(true);
		socket.send(encodeIpDiscoveryRequest(1));
		const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
		assert.equal(error.code, "ECONNREFUSED");
		await server.media.setRefusing(false);
		assert.equal(await passed(), 1);
	});

	it("should deliver delayed packets after their member left", async (context) => {
		const { server, clock, alice, bob } = await start(context);
		server.setControlFlags(ALICE.sessionId, { mediaDelay: 1000 });
		bob.speak();
		await bob.settle();
		server.unregisterVoiceSession(BOB.sessionId);
		const messages = await alice.client.settle();
		assert.ok(messages.some((message) => !Buffer.isBuffer(message) && message.op === 13));
		clock.advance(1000);
		assert.deepEqual((await alice.next()).body, SPEECH);
	});

	it("should produce tags that do not verify", async (context) => {
		const { server, alice, bob } = await start(context);
		server.setControlFlags(ALICE.sessionId, { mediaBadTag: 1 });
		bob.speak();
		await bob.settle();
		server.clearControlFlags(ALICE.sessionId);
		assert.deepEqual(await alice.settle(), []);
		assert.ok(alice.others.some((datagram) => datagram.length === 12 + SPEECH.length + 20));
	});

	it("should send arbitrary datagrams", async (context) => {
		const { server, alice } = await start(context);
		assert.equal(server.media.sendDatagram(ALICE.sessionId, Buffer.from("anything")), 1);
		await alice.settle();
		assert.ok(alice.others.some((datagram) => datagram.toString() === "anything"));
	});
});

describe("a new key or server", () => {
	it("should forward with the key of a second Session Description", async (context) => {
		const { server, alice, bob, passed } = await start(context);
		assert.equal(server.media.renewKey(ALICE.sessionId), 1);
		assert.equal(server.media.renewKey(BOB.sessionId), 1);
		bob.speak(); // still with the previous key
		await alice.takeKey();
		await bob.settle();
		assert.equal((await alice.settle()).length, 1);
		await bob.takeKey();
		assert.equal(await passed(), 1);
	});

	it("should drop packets with an expired key", async (context) => {
		const { server, clock, bob } = await start(context);
		server.media.renewKey(BOB.sessionId);
		clock.advance(2001);
		bob.speak();
		await bob.settle();
		assert.deepEqual(server.stats(BOB.sessionId).packets?.dropped, { unauthentic: 1 });
	});

	it("should reset keys, SSRC and mappings at a second Ready", async (context) => {
		const { server, alice, bob, passed } = await start(context);
		assert.equal(server.media.moveServer(BOB.sessionId), 1);
		bob.speak();
		const ready = (await nextOp(bob, 2)) as { ssrc: number; ip: string; port: number };
		assert.notEqual(ready.ssrc, bob.ssrc);
		await alice.client.settle();
		await bob.connect(ready);
		const mapped = await nextOp(alice, 5);
		assert.deepEqual(mapped, { user_id: BOB.userId, ssrc: ready.ssrc, speaking: 1 });
		assert.equal(await passed(), 1);
		assert.equal(server.media.moveServer(ALICE.sessionId), 1);
	});

	it("should announce an SSRC with Video", async (context) => {
		const { server, alice, bob } = await start(context);
		assert.equal(server.media.sendVideo(BOB.sessionId, { videoSsrc: 70 }), 1);
		assert.deepEqual(await nextOp(alice, 12), {
			user_id: BOB.userId,
			audio_ssrc: bob.ssrc,
			video_ssrc: 70,
			streams: [],
		});
	});
});

/** Waits for a message with this opcode and returns its `d`. */
async function nextOp({ client }: MediaClient, op: number): Promise<unknown> {
	for (;;) {
		const message = await client.next();
		if (!Buffer.isBuffer(message) && message.op === op) return message.d;
	}
}

/** The address in Ready. */
async function readyOf(context: TestContext, fixture: Parameters<typeof MediaClient.join>[1]) {
	const carol = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol", token: "token-of-carol" };
	fixture.server.registerVoiceSession(carol);
	return (await MediaClient.join(context, fixture, carol)).ready;
}
