/** Faults of a voice session, set by control flags. For their effects, see `faults/FaultySocket.test.ts`. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, BOB, connect, identifyOf, join, resumeOf, startServer } from "../support/fixtures.ts";

const ID = ALICE.sessionId;

describe("faults of a voice session", () => {
	it("should start with the Identify after they are set", async (context) => {
		const { server, clock, events } = await startServer(context);
		server.setControlFlags(ID, { latency: 200 });
		const client = await connect(server);
		const identified = new Promise<void>((resolve) => {
			server.onEvent((event) => event.kind === "identified" && resolve());
		});
		client.send(0, identifyOf(ALICE));
		await identified;
		assert.equal(events.at(-1)?.kind, "identified");
		clock.advance(199);
		clock.advance(1);
		assert.equal(((await client.next()) as { op: number }).op, 2);
	});

	it("should affect only their session, immediately", async (context) => {
		const { server } = await startServer(context);
		const alice = await join(server);
		const bob = await join(server, BOB);
		await Promise.all([alice.settle(), bob.settle()]);
		server.setControlFlags(ID, { dropNext: 1 });
		assert.equal(server.sendToSession(ID, 5, {}), 1);
		server.sendToSession(BOB.sessionId, 5, {});
		assert.deepEqual(await alice.settle(), []);
		assert.equal((await bob.settle()).length, 1);
	});

	it("should lose nothing that a Resume replays", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		server.setControlFlags(ID, { dropNext: 1, truncateNext: 1 });
		server.sendToSession(ID, 5, { n: 1 });
		server.sendToSession(ID, 5, { n: 2 });
		assert.equal((await client.ended).code, 1006);
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, -1));
		assert.deepEqual(await again.take(3), [
			{ op: 9, d: null },
			{ op: 5, d: { n: 1 }, seq: 1 },
			{ op: 5, d: { n: 2 }, seq: 2 },
		]);
	});

	it("should block a half-open session's heartbeats and close", async (context) => {
		const { server, clock, events } = await startServer(context);
		const client = await join(server);
		server.setControlFlags(ID, { halfOpen: true });
		client.send(3, { t: 1 });
		clock.advance(2 * 41_250);
		assert.deepEqual([server.stats(ID).heartbeats, client.socket.readyState], [0, 1]);
		assert.deepEqual(
			events.filter((event) => event.kind === "closed").map((event) => event.code),
			[4009],
		);
		server.clearControlFlags(ID);
		clock.advance(0);
		assert.equal((await client.ended).code, 4009);
	});

	it("should end with the server despite queued messages", async (context) => {
		const { server, clock } = await startServer(context);
		server.setControlFlags(ID, { latency: 5000, stallReads: true });
		await connect(server).then((client) => client.send(0, identifyOf(ALICE)));
		await new Promise<void>((resolve) => {
			server.onEvent((event) => event.kind === "identified" && resolve());
		});
		await server.terminate();
		assert.deepEqual([server.connectionCount, clock.pending], [0, 1]); // the session waits for a Resume
	});
});
