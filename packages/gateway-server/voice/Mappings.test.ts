/** When Speaking (op 5) is sent, and to whom, over real sockets. For its content, see `mapping.test.ts`. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ALICE, BOB, connect, join, resumeOf, selectOf, startServer } from "../support/fixtures.ts";
import type { TestClient } from "../support/TestClient.ts";
import type { GatewayServerOptions } from "../options.ts";

/** SSRCs that the fixture's server assigns to both. */
const ALICE_SSRC = 1;
const BOB_SSRC = 2;

const speaking = (flags: number) => ({ speaking: flags, delay: 0, ssrc: BOB_SSRC });

/** A message that maps Bob. */
const mapped = (flags: number, seq: number, ssrc = BOB_SSRC) => ({
	op: 5,
	d: { user_id: BOB.userId, ssrc, speaking: flags },
	seq,
});

/** Selects a protocol and discards everything received so far. */
async function select(client: TestClient): Promise<TestClient> {
	client.send(1, selectOf());
	await client.settle();
	return client;
}

/** Alice and Bob, both with keys. */
async function start(context: TestContext, options: GatewayServerOptions = {}) {
	const fixture = await startServer(context, options);
	const alice = await select(await join(fixture.server));
	const bob = await select(await join(fixture.server, BOB));
	await alice.settle();
	return { ...fixture, alice, bob };
}

/** Speaking messages among all that a client received. */
async function speakingOf(client: TestClient): Promise<ReadonlyArray<unknown>> {
	return (await client.settle()).filter((message) => !Buffer.isBuffer(message) && message.op === 5);
}

describe("Speaking", () => {
	it("should be sent to the others once, never as a stop", async (context) => {
		const { alice, bob, events } = await start(context);
		for (const flags of [0, 1, 0, 1, 0]) bob.send(5, speaking(flags));
		assert.deepEqual(await bob.settle(), []);
		assert.deepEqual(await speakingOf(alice), [mapped(0, 3), mapped(1, 4)]);
		assert.deepEqual(
			events.filter(({ kind }) => kind === "mapped"),
			[0, 1].map((flags) => ({
				kind: "mapped",
				sessionId: BOB.sessionId,
				userId: BOB.userId,
				ssrc: BOB_SSRC,
				flags,
			})),
		);
	});

	it("should use the SSRC of Ready by default", async (context) => {
		const { alice, bob } = await start(context);
		bob.send(5, { speaking: true });
		assert.deepEqual(await alice.next(), mapped(1, 3));
	});

	it("should reach a late joiner after its Session Description", async (context) => {
		const { server } = await startServer(context);
		const bob = await join(server, BOB);
		bob.send(5, speaking(1));
		await bob.settle();
		const alice = await join(server);
		assert.deepEqual(await alice.settle(), [{ op: 11, d: { user_ids: [BOB.userId] }, seq: 1 }]);
		alice.send(1, selectOf());
		const [description, message] = await alice.settle();
		assert.equal((description as { op: number }).op, 4);
		assert.deepEqual(message, mapped(1, 3));
		alice.send(1, selectOf());
		assert.equal((await alice.settle()).length, 1);
	});

	it("should wait for another client's Session Description", async (context) => {
		const { server } = await startServer(context);
		const alice = await join(server);
		const bob = await join(server, BOB);
		bob.send(5, speaking(1));
		await bob.settle();
		assert.deepEqual(await speakingOf(alice), []);
		alice.send(1, selectOf());
		assert.deepEqual(await speakingOf(alice), [mapped(1, 3)]);
	});

	it("should be kept for a Resume", async (context) => {
		const { server, alice, bob } = await start(context);
		server.dropSession(ALICE.sessionId);
		await alice.ended;
		bob.send(5, speaking(1));
		await bob.settle();
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, 2));
		assert.deepEqual(await again.settle(), [{ op: 9, d: null }, mapped(1, 3)]);
	});

	it("should be sent again to a client that reidentifies", async (context) => {
		const { server, alice, bob } = await start(context);
		bob.send(5, speaking(1));
		await bob.settle();
		alice.socket.close(1000);
		await alice.ended;
		const again = await join(server);
		again.send(1, selectOf());
		assert.deepEqual(await speakingOf(again), [mapped(1, 3)]);
	});

	it("should have a new SSRC after a member rejoined", async (context) => {
		const { server, alice, bob } = await start(context);
		bob.send(5, speaking(1));
		await bob.settle();
		bob.socket.close(1000);
		await bob.ended;
		const again = await join(server, BOB);
		again.send(5, { speaking: 1 });
		await again.settle();
		assert.deepEqual(await speakingOf(alice), [mapped(1, 3), mapped(1, 6, 3)]);
	});
});

describe("Speaking options", () => {
	it("should withhold it from late joiners only", async (context) => {
		const { server, alice, bob } = await start(context, { mappingToLateJoiners: false });
		bob.send(5, speaking(1));
		await bob.settle();
		assert.deepEqual(await speakingOf(alice), [mapped(1, 3)]);
		const carol = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol" };
		server.registerVoiceSession(carol);
		const late = await join(server, carol);
		bob.send(5, speaking(0));
		alice.send(5, { speaking: 1 });
		await Promise.all([alice.settle(), bob.settle()]);
		late.send(1, selectOf());
		assert.deepEqual(await speakingOf(late), [
			{ op: 5, d: { user_id: ALICE.userId, ssrc: ALICE_SSRC, speaking: 1 }, seq: 3 },
		]);
	});

	it("should delay it", async (context) => {
		const { alice, bob, clock } = await start(context, { mappingDelay: 200 });
		bob.send(5, speaking(1));
		await bob.settle();
		clock.advance(199);
		assert.deepEqual(await speakingOf(alice), []);
		clock.advance(1);
		assert.deepEqual(await speakingOf(alice), [mapped(1, 3)]);
	});

	it("should drop a delayed one if its member left", async (context) => {
		const { server, alice, bob, clock } = await start(context, { mappingDelay: 200 });
		bob.send(5, speaking(1));
		await bob.settle();
		server.unregisterVoiceSession(BOB.sessionId);
		clock.advance(200);
		assert.deepEqual(await speakingOf(alice), []);
	});

	it("should send it before the Session Description", async (context) => {
		const { server } = await startServer(context, { mappingBeforeDescription: true });
		const bob = await join(server, BOB);
		bob.send(5, speaking(1));
		await bob.settle();
		const alice = await join(server);
		assert.deepEqual(await speakingOf(alice), [mapped(1, 2)]);
		bob.send(5, speaking(5));
		await bob.settle();
		assert.deepEqual(await speakingOf(alice), [mapped(5, 3)]);
		alice.send(1, selectOf());
		assert.deepEqual(await speakingOf(alice), []);
	});

	it("should map late joiners with flags of 0", async (context) => {
		const { server } = await startServer(context, { mappingWithoutFlags: true });
		const bob = await join(server, BOB);
		bob.send(5, speaking(1));
		await bob.settle();
		const alice = await join(server);
		alice.send(1, selectOf());
		assert.deepEqual(await speakingOf(alice), [mapped(0, 3)]);
	});
});
