/** Heartbeats and timeouts, over real sockets with a fake clock. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, connect, join, startServer } from "../support/fixtures.ts";

describe("Heartbeat", () => {
	it("should be acknowledged with its nonce, unnumbered", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		client.send(3, { t: 9_007_199_254_740_991, seq_ack: 7 });
		assert.deepEqual(await client.next(), { op: 6, d: { t: 9_007_199_254_740_991 } });
		client.send(3, { t: -5 });
		assert.deepEqual(await client.next(), { op: 6, d: { t: -5 } });
		assert.equal(server.stats(ALICE.sessionId).heartbeats, 2);
		assert.equal(server.stats(ALICE.sessionId).lastSequenceAcknowledged, -1);
	});

	it("should be unacknowledged while ACKs are stopped", async (context) => {
		const { server, events } = await startServer(context);
		server.setStopHeartbeatAcks(ALICE.sessionId, true);
		const client = await join(server);
		client.send(3, { t: 1, seq_ack: -1 });
		assert.deepEqual(await client.settle(), []);
		server.setStopHeartbeatAcks(ALICE.sessionId, false);
		client.send(3, { t: 2, seq_ack: -1 });
		assert.deepEqual(await client.settle(), [{ op: 6, d: { t: 2 } }]);
		const beats = events.filter((event) => event.kind === "heartbeat");
		assert.deepEqual(
			beats.map((event) => event.acknowledged),
			[false, true],
		);
	});

	it("should be required every two intervals, or close with 4009", async (context) => {
		const { server, clock } = await startServer(context, { heartbeatInterval: 1000 });
		const client = await join(server);
		clock.advance(1999);
		client.send(3, { t: 1, seq_ack: -1 });
		await client.next();
		clock.advance(1999);
		assert.deepEqual(await client.settle(), []);
		clock.advance(1);
		assert.deepEqual(await client.ended, { code: 4009, reason: "no heartbeat in time" });
		assert.equal(server.stats(ALICE.sessionId).state, "ended");
	});

	it("should be required before Identify", async (context) => {
		const { server, clock } = await startServer(context, { heartbeatInterval: 1000 });
		const client = await connect(server);
		clock.advance(2000);
		assert.equal((await client.ended).code, 4009);
		assert.equal(clock.pending, 0);
	});
});

describe("Hello", () => {
	it("should be sent again on command with a new interval", async (context) => {
		const { server, clock } = await startServer(context, { heartbeatInterval: 1000 });
		const client = await join(server);
		assert.equal(server.sendHello(ALICE.sessionId, 10_000.5), 1);
		assert.deepEqual(await client.next(), { op: 8, d: { v: 8, heartbeat_interval: 10_000.5 } });
		clock.advance(20_000);
		assert.equal(server.connectionCount, 1);
		clock.advance(1);
		assert.equal((await client.ended).code, 4009);
	});

	it("should give new connections the configured interval", async (context) => {
		const { server } = await startServer(context);
		assert.equal(server.getHeartbeatInterval(), 41_250);
		server.setHeartbeatInterval(250);
		await join(server);
		assert.equal(server.getHeartbeatInterval(), 250);
		for (const interval of [0, -5, NaN, Infinity]) {
			assert.throws(() => server.setHeartbeatInterval(interval), /heartbeatInterval must be a number above 0/);
		}
	});
});

describe("requestHeartbeat", () => {
	it("should send op 3", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		assert.equal(server.requestHeartbeat(ALICE.sessionId), 1);
		assert.deepEqual(await client.next(), { op: 3, d: null });
	});
});
