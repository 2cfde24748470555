/** Forwarding by the media plane, over real UDP on the loopback with a fake clock. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { encodePing } from "../../shared/rtp/keepAlive.ts";
import { TRANSPORT_MODES, TransportCipher } from "../../shared/rtp/TransportCipher.ts";
import { writeHeader } from "../../shared/rtp/header.ts";
import { ALICE, BOB, connect, resumeOf, startServer } from "../support/fixtures.ts";
import { MediaClient, SPEECH } from "../support/MediaClient.ts";
import type { GatewayServerOptions } from "../options.ts";

const CAROL = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol", token: "token-of-carol" };

/** Alice listens, Bob sends. */
async function start(context: TestContext, options: GatewayServerOptions = {}) {
	const fixture = await startServer(context, options);
	const alice = await MediaClient.join(context, fixture, ALICE);
	const bob = await MediaClient.join(context, fixture, BOB);
	const stats = (who = ALICE) => fixture.server.stats(who.sessionId).packets!;
	/** Sends one packet from Bob and returns what Alice received. */
	const pass = async () => {
		bob.speak();
		await bob.settle();
		return alice.settle();
	};
	return { ...fixture, alice, bob, stats, pass };
}

describe("media plane", () => {
	for (const from of TRANSPORT_MODES) {
		for (const to of TRANSPORT_MODES) {
			it(`should forward from ${from.slice(5, 12)} to ${to.slice(5, 12)} unchanged`, async (context) => {
				const fixture = await startServer(context);
				const alice = await MediaClient.join(context, fixture, ALICE, { mode: to });
				const bob = await MediaClient.join(context, fixture, BOB, { mode: from });
				const fields = { sequence: 65_535, timestamp: 2 ** 32 - 1, ssrc: bob.ssrc, csrc: [7, 8], marker: true };
				const body = Buffer.concat([Buffer.from("10ff9002", "hex"), SPEECH]);
				bob.speak({ ...fields, extensionSize: 4 }, body);
				const packet = await alice.next();
				assert.deepEqual(packet.clear, writeHeader({ ...fields, extensionSize: 4 }));
				assert.deepEqual(packet.body, body);
			});
		}
	}

	it("should use a nonce per receiver and skip the sender", async (context) => {
		const { server, clock, bob, pass, stats } = await start(context);
		server.registerVoiceSession(CAROL);
		await pass();
		const carol = await MediaClient.join(context, { server, clock }, CAROL);
		assert.equal((await pass()).length, 1);
		assert.equal((await carol.settle()).length, 1);
		assert.deepEqual(await bob.settle(), []);
		assert.deepEqual([stats().sent, stats(CAROL).sent, stats(BOB).sent, stats(BOB).forwarded], [2, 1, 0, 2]);
	});

	it("should send only to the address of op 1", async (context) => {
		const { alice, pass } = await start(context);
		await alice.select({ address: "127.0.0.1", port: 9, mode: TRANSPORT_MODES[0] });
		alice.sendRaw(encodePing(1));
		assert.deepEqual(await pass(), []);
	});

	it("should forward to a listen-only client without op 5", async (context) => {
		const fixture = await startServer(context);
		const alice = await MediaClient.join(context, fixture, ALICE, { isMapped: false });
		const bob = await MediaClient.join(context, fixture, BOB);
		bob.speak();
		assert.deepEqual((await alice.next()).body, SPEECH);
	});

	it("should continue while a WebSocket is away and resumes", async (context) => {
		const { server, alice, pass } = await start(context);
		server.dropSession(ALICE.sessionId);
		await alice.client.ended;
		assert.equal((await pass()).length, 1);
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, -1));
		await again.settle();
		assert.equal((await pass()).length, 1);
	});

	it("should stop once a session ended", async (context) => {
		const { server, bob, stats } = await start(context);
		server.unregisterVoiceSession(ALICE.sessionId);
		bob.speak();
		await bob.settle();
		assert.throws(() => stats());
		assert.equal(stats(BOB).forwarded, 1);
		assert.equal(server.totals.packets.sent, 0);
	});

	it("should pass DAVE frames unchanged", async (context) => {
		const { alice, bob } = await start(context);
		const frame = Buffer.concat([SPEECH, Buffer.from("0011223344556677050cfafa", "hex")]);
		bob.speak({}, frame);
		assert.deepEqual((await alice.next()).body, frame);
	});

	it("should encrypt RTCP with each receiver's key", async (context) => {
		const { alice, bob, stats } = await start(context);
		const report = Buffer.from("81c90007", "hex");
		const clear = Buffer.concat([report, Buffer.alloc(4)]);
		clear.writeUInt32BE(bob.ssrc, 4);
		bob.sendSealed(clear, Buffer.alloc(24));
		await bob.settle();
		await alice.settle();
		assert.equal(stats().sent, 1);
		assert.deepEqual(alice.others.find((datagram) => datagram[1] === 201)?.subarray(0, 8), clear);
	});
});

describe("media plane receivers", () => {
	it("should get keepalives answered with their sequence", async (context) => {
		const { alice, stats } = await start(context);
		alice.sendRaw(encodePing(0xdeadbeef));
		await alice.settle();
		assert.ok(alice.others.some((datagram) => datagram.toString("hex") === "1337f00ddeadbeef"));
		assert.ok(stats().pings >= 2);
	});

	it("should get legacy keepalives echoed only if configured", async (context) => {
		for (const legacyKeepAlive of [false, true]) {
			const { alice } = await start(context, { legacyKeepAlive });
			const legacy = Buffer.from("0500000000000000", "hex");
			alice.sendRaw(legacy);
			await alice.settle();
			assert.equal(
				alice.others.some((datagram) => datagram.equals(legacy)),
				legacyKeepAlive,
			);
		}
	});

	it("should get no packets while quiet (case 14)", async (context) => {
		const { alice, bob, clock, events, server } = await start(context, { quietAfter: 300_000 });
		const sent = () => server.stats(ALICE.sessionId).packets!.sent;
		server.setHeartbeatInterval(2 ** 30);
		for (const id of [ALICE, BOB]) server.sendHello(id.sessionId);
		// the support client sends a keepalive every 5 s, which is held back here
		server.setControlFlags(ALICE.sessionId, { mediaBlackhole: true });
		clock.advance(299_999);
		server.clearControlFlags(ALICE.sessionId);
		bob.speak();
		await bob.settle();
		assert.equal(sent(), 1);
		server.setControlFlags(ALICE.sessionId, { mediaBlackhole: true });
		clock.advance(300_000);
		bob.speak();
		await bob.settle();
		server.clearControlFlags(ALICE.sessionId);
		assert.equal(sent(), 1);
		await alice.settle();
		bob.speak();
		await bob.settle();
		assert.equal(sent(), 2);
		const states = events.flatMap((event) => (event.kind === "media" ? [event.state] : []));
		assert.deepEqual(states.slice(-2), ["quiet", "heard"]);
	});
});

describe("media plane drops", () => {
	/** By hand: what a client sends, and the cause that is counted. */
	const rows: ReadonlyArray<readonly [string, (bob: MediaClient) => void, string]> = [
		["a wrong tag", (bob) => bob.sendRaw(forged(bob.ssrc)), "unauthentic"],
		["an unused SSRC", (bob) => bob.speak({ ssrc: 99 }), "foreignSsrc"],
		["another client's SSRC", (bob) => bob.speak({ ssrc: 1 }), "foreignSsrc"],
		["12 bytes", (bob) => bob.sendRaw(Buffer.alloc(12, 0x80)), "malformed"],
		["an extension beyond the end", (bob) => bob.sendRaw(Buffer.alloc(40, 0x90)), "malformed"],
	];
	for (const [name, send, cause] of rows) {
		it(`should drop ${name}`, async (context) => {
			const { bob, alice, stats } = await start(context);
			send(bob);
			await bob.settle();
			assert.deepEqual(stats(BOB).dropped, { [cause]: 1 });
			assert.deepEqual(await alice.settle(), []);
		});
	}

	/** By hand: the option, the number of packets that arrive, and whether the client is closed. */
	const unmapped = [
		["drop", 0, false],
		["forward", 1, false],
		["close", 0, true],
	] as const;
	for (const [unmappedMedia, count, isClosed] of unmapped) {
		it(`should ${unmappedMedia} packets before op 5`, async (context) => {
			const fixture = await startServer(context, { unmappedMedia });
			const alice = await MediaClient.join(context, fixture, ALICE);
			const bob = await MediaClient.join(context, fixture, BOB, { isMapped: false });
			bob.speak();
			if (isClosed) assert.equal((await bob.client.ended).code, 4020);
			else await bob.settle();
			assert.equal((await alice.settle()).length, count);
		});
	}

	it("should survive datagrams of every size", async (context) => {
		const { bob, alice, pass } = await start(context);
		for (let size = 0; size <= 80; size += 1) {
			for (const first of [0x00, 0x80, 0x9f, 0xb0, 0xff]) bob.sendRaw(Buffer.alloc(size, first));
			await bob.settle();
		}
		await alice.settle();
		assert.equal((await pass()).length, 1);
	});
});

/** A packet with an unknown key. */
function forged(ssrc: number): Buffer {
	const cipher = new TransportCipher(TRANSPORT_MODES[0], Buffer.alloc(32, 7));
	return cipher.seal(writeHeader({ ssrc, sequence: 1, timestamp: 960 }), SPEECH, 1);
}
