/** Faults of the media plane over real UDP. What each does to one datagram is in `DatagramFaults.test.ts`. */

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
	it("should lose all datagrams of a blackhole while the WebSocket lives", async (context) => {
		const { server, alice, bob, passed } = await start(context);
		server.setControlFlags(ALICE.sessionId, { mediaBlackhole: true });
		bob.speak();
		await bob.settle();
		await assert.rejects(alice.settle(), /no datagram came in time/);
		await alice.client.settle();
		server.clearControlFlags(ALICE.sessionId);
		assert.equal(await passed(), 1);
	});

	it("should refuse datagrams once the port is closed, and take them again", async (context) => {
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

	it("should send packets of a member after it left, by delay", async (context) => {
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

	it("should make wrong tags that do not open", async (context) => {
		const { server, alice, bob } = await start(context);
		server.setControlFlags(ALICE.sessionId, { mediaBadTag: 1 });
		bob.speak();
		await bob.settle();
		server.clearControlFlags(ALICE.sessionId);
		assert.deepEqual(await alice.settle(), []);
		assert.ok(alice.others.some((datagram) => datagram.length === 12 + SPEECH.length + 20));
	});

	it("should send any datagram on demand", async (context) => {
		const { server, alice } = await start(context);
		assert.equal(server.media.sendDatagram(ALICE.sessionId, Buffer.from("anything")), 1);
		await alice.settle();
		assert.ok(alice.others.some((datagram) => datagram.toString() === "anything"));
	});
});

describe("another key and another server", () => {
	it("should forward under the key of a second Session Description", async (context) => {
		const { server, alice, bob, passed } = await start(context);
		assert.equal(server.media.renewKey(ALICE.sessionId), 1);
		assert.equal(server.media.renewKey(BOB.sessionId), 1);
		bob.speak(); // still under the key before
		await alice.takeKey();
		await bob.settle();
		assert.equal((await alice.settle()).length, 1);
		await bob.takeKey();
		assert.equal(await passed(), 1);
	});

	it("should drop the key before once it is old", async (context) => {
		const { server, clock, bob } = await start(context);
		server.media.renewKey(BOB.sessionId);
		clock.advance(2001);
		bob.speak();
		await bob.settle();
		assert.deepEqual(server.stats(BOB.sessionId).packets?.dropped, { unauthentic: 1 });
	});

	it("should void keys, SSRC and mappings at a second Ready", async (context) => {
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

	it("should tell the others an SSRC by Video on demand", async (context) => {
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

/** Waits for a message with an opcode, and returns its `d`. */
async function nextOp({ client }: MediaClient, op: number): Promise<unknown> {
	for (;;) {
		const message = await client.next();
		if (!Buffer.isBuffer(message) && message.op === op) return message.d;
	}
}

/** Where Ready points. */
async function readyOf(context: TestContext, fixture: Parameters<typeof MediaClient.join>[1]) {
	const carol = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol", token: "token-of-carol" };
	fixture.server.registerVoiceSession(carol);
	return (await MediaClient.join(context, fixture, carol)).ready;
}
