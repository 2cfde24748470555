/** What the members of a channel are told about each other. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, BOB, join, resumeOf, connect, startServer } from "../support/fixtures.ts";

describe("a channel", () => {
	it("should announce members to each other", async (context) => {
		const { server } = await startServer(context);
		const alice = await join(server);
		const bob = await join(server, BOB);
		assert.deepEqual(await alice.settle(), [{ op: 11, d: { user_ids: [BOB.userId] }, seq: 1 }]);
		assert.deepEqual(await bob.settle(), [{ op: 11, d: { user_ids: [ALICE.userId] }, seq: 1 }]);
	});

	it("should announce an empty channel if configured", async (context) => {
		const { server } = await startServer(context, { clientsConnectWhenAlone: true });
		const alice = await join(server);
		assert.deepEqual(await alice.settle(), [{ op: 11, d: { user_ids: [] }, seq: 1 }]);
	});

	it("should announce members that left, but not disconnects", async (context) => {
		const { server, clock } = await startServer(context);
		const alice = await join(server);
		const bob = await join(server, BOB);
		await alice.settle();
		server.dropSession(BOB.sessionId);
		await bob.ended;
		assert.deepEqual(await alice.settle(), []);
		alice.send(3, { t: 1 });
		await alice.next();
		clock.advance(60_000);
		alice.send(3, { t: 2 });
		await alice.next();
		clock.advance(60_000);
		alice.send(3, { t: 3 });
		await alice.next();
		clock.advance(60_000);
		assert.deepEqual(await alice.next(), { op: 13, d: { user_id: BOB.userId }, seq: 2 });
	});

	it("should keep messages for a member that is away", async (context) => {
		const { server } = await startServer(context);
		const alice = await join(server);
		server.dropSession(ALICE.sessionId);
		await alice.ended;
		const bob = await join(server, BOB);
		bob.socket.close(1000);
		await bob.ended;
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, -1));
		assert.deepEqual(await again.take(3), [
			{ op: 9, d: null },
			{ op: 11, d: { user_ids: [BOB.userId] }, seq: 1 },
			{ op: 13, d: { user_id: BOB.userId }, seq: 2 },
		]);
	});

	it("should be isolated from other channels and servers", async (context) => {
		const { server } = await startServer(context);
		const carol = { ...ALICE, channelId: "1", sessionId: "session-of-carol", userId: "3" };
		const dave = { ...ALICE, serverId: "1", sessionId: "session-of-dave", userId: "4" };
		server.registerVoiceSession(carol);
		server.registerVoiceSession(dave);
		const alice = await join(server);
		await join(server, carol);
		await join(server, dave);
		assert.deepEqual(await alice.settle(), []);
	});
});
