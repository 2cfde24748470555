/** Faults of a voice session, from its control flags; what each looks like is in `faults/FaultySocket.test.ts`. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, BOB, connect, identifyOf, join, resumeOf, startServer } from "../support/fixtures.ts";

const ID = ALICE.sessionId;

describe("faults of a voice session", () => {
	it("should begin with the Identify that they were set before", async (context) => {
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

	it("should be felt at once by a session that is open, and by no other", async (context) => {
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

	it("should lose nothing for a Resume", async (context) => {
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

	it("should make the server miss heartbeats of a half-open session, and hold its close back", async (context) => {
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

	it("should end with the server, whatever waits", async (context) => {
		const { server, clock } = await startServer(context);
		server.setControlFlags(ID, { latency: 5000, stallReads: true });
		await connect(server).then((client) => client.send(0, identifyOf(ALICE)));
		await new Promise<void>((resolve) => {
			server.onEvent((event) => event.kind === "identified" && resolve());
		});
		await server.terminate();
		assert.deepEqual([server.connectionCount, clock.pending], [0, 1]); // the session waits to be resumed
	});
});
