/** Resume and replay, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, BOB, connect, join, resumeOf, startServer } from "../support/fixtures.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { TestClient } from "../support/TestClient.ts";

const ID = ALICE.sessionId;

/** Sends three numbered messages, the second one binary. */
function sendThree(server: GatewayServer): void {
	server.sendToSession(ID, 5, { n: 1 });
	server.sendBinaryToSession(ID, 27, Buffer.from([2]));
	server.sendToSession(ID, 5, { n: 3 });
}

/** The messages of {@link sendThree} as seen by a client, numbered from `first`. */
function threeFrom(first: number) {
	const [one, two, three] = [first, first + 1, first + 2].map((sequence) => sequence % 65_536) as [
		number,
		number,
		number,
	];
	return [
		{ op: 5, d: { n: 1 }, seq: one },
		Buffer.from([two >> 8, two & 255, 27, 2]),
		{ op: 5, d: { n: 3 }, seq: three },
	];
}

const RESUMED = { op: 9, d: null };

async function drop(server: GatewayServer, client: TestClient): Promise<void> {
	server.dropSession(ID);
	assert.equal((await client.ended).code, 1006);
}

describe("Resume", () => {
	for (const first of [0, 1, 31_488, 65_534]) {
		it(`should replay missed messages in order from ${first}`, async (context) => {
			const { server } = await startServer(context, { firstSequence: first });
			const old = await join(server);
			sendThree(server);
			const seen = threeFrom(first);
			assert.deepEqual(await old.take(3), seen);
			for (const missed of [0, 1, 2, 3]) {
				await drop(
					server,
					await resumed(server, missed === 3 ? -1 : (first + 2 - missed) % 65_536, seen.slice(3 - missed)),
				);
			}
		});
	}

	/** Resumes and checks the replay. */
	async function resumed(
		server: GatewayServer,
		sequence: number,
		replay: ReadonlyArray<unknown>,
	): Promise<TestClient> {
		const client = await connect(server);
		client.send(7, resumeOf(ALICE, sequence));
		assert.deepEqual(await client.take(replay.length + 1), [RESUMED, ...replay]);
		return client;
	}

	it("should replay messages sent while away and continue", async (context) => {
		const { server } = await startServer(context);
		await drop(server, await join(server));
		sendThree(server);
		assert.equal(server.sendToSession(ID, 5, { n: 4 }), 0);
		const client = await resumed(server, -1, [...threeFrom(1), { op: 5, d: { n: 4 }, seq: 4 }]);
		assert.equal(server.sendToSession(ID, 5, { n: 5 }), 1);
		assert.deepEqual(await client.settle(), [{ op: 5, d: { n: 5 }, seq: 5 }]);
		await drop(server, client);
		await resumed(server, 4, [{ op: 5, d: { n: 5 }, seq: 5 }]);
		assert.equal(server.stats(ID).lastSequenceAcknowledged, 4);
		const { resumes, replayed, connections, state } = server.stats(ID);
		assert.deepEqual(
			{ resumes, replayed, connections, state },
			{ resumes: 2, replayed: 5, connections: 3, state: "connected" },
		);
	});

	it("should send Resumed last if configured", async (context) => {
		const { server } = await startServer(context, { replayOrder: "before" });
		await drop(server, await join(server));
		sendThree(server);
		const client = await connect(server);
		client.send(7, resumeOf(ALICE, -1));
		assert.deepEqual(await client.take(4), [...threeFrom(1), RESUMED]);
	});

	it("should treat a missing seq_ack as nothing received", async (context) => {
		const { server } = await startServer(context);
		await drop(server, await join(server));
		sendThree(server);
		const client = await connect(server);
		client.send(7, resumeOf(ALICE));
		assert.deepEqual(await client.take(4), [RESUMED, ...threeFrom(1)]);
	});

	it("should take the session over from an older connection", async (context) => {
		const { server } = await startServer(context);
		const older = await join(server);
		const newer = await resumed(server, -1, []);
		assert.deepEqual(await older.ended, { code: 4006, reason: "session moved to another connection" });
		server.sendToSession(ID, 5, {});
		assert.deepEqual(await newer.settle(), [{ op: 5, d: {}, seq: 1 }]);
		assert.equal(server.stats(ID).state, "connected");
	});

	it("should be possible only within the resume timeout", async (context) => {
		const { server, clock } = await startServer(context, { resumeTimeout: 5000 });
		await drop(server, await join(server));
		clock.advance(4999);
		const client = await resumed(server, -1, []);
		clock.advance(5000);
		assert.equal(server.stats(ID).state, "connected");
		await drop(server, client);
		clock.advance(5000);
		assert.equal(await refusal(server), 4006);
	});

	async function refusal(server: GatewayServer, change: object = {}): Promise<number> {
		const client = await connect(server);
		client.send(7, { ...resumeOf(ALICE, -1), ...change });
		return (await client.ended).code;
	}

	const wrong: ReadonlyArray<readonly [string, object]> = [
		["another token", { token: BOB.token }],
		["another server", { server_id: "1" }],
		["an unknown session", { session_id: "session-of-eve" }],
		["a session that never identified", { session_id: BOB.sessionId, token: BOB.token }],
		["a sequence that was never sent", { seq_ack: 4 }],
		["a sequence before the first", { seq_ack: 0 }],
		["a sequence whose successor is gone", { seq_ack: 1 }],
		["nothing received and the first message gone", { seq_ack: -1 }],
	];
	for (const [name, change] of wrong) {
		it(`should be rejected with 4006 for ${name}`, async (context) => {
			const { server } = await startServer(context, { replaySize: 1 });
			await drop(server, await join(server));
			sendThree(server);
			assert.equal(await refusal(server, { seq_ack: 3, ...change }), 4006);
			assert.equal(server.stats(ID).state, "away");
			await resumed(server, 3, []);
		});
	}

	it("should be rejected with 4006 once invalidated", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		assert.equal(server.invalidateSession(ID), true);
		client.send(3, { t: 1 });
		assert.deepEqual(await client.next(), { op: 6, d: { t: 1 } });
		await drop(server, client);
		assert.equal(server.stats(ID).state, "ended");
		assert.equal(await refusal(server), 4006);

		await drop(server, await join(server));
		assert.equal(server.invalidateSession(ID), true);
		assert.equal(await refusal(server), 4006);
		assert.equal(server.invalidateSession(ID), false);
		assert.equal(server.invalidateSession("session-of-eve"), false);
	});
});

/** By hand: how a connection ends, and the resulting state of the session. */
const ENDINGS: ReadonlyArray<
	readonly [name: string, state: string, end: (server: GatewayServer, client: TestClient) => void]
> = [
	["a client's 1000", "ended", (_server, client) => client.socket.close(1000)],
	["a client's 1001", "ended", (_server, client) => client.socket.close(1001)],
	["a client's close without a code", "away", (_server, client) => client.socket.close()],
	["a client's 4000", "away", (_server, client) => client.socket.close(4000)],
	["a client's disappearance", "away", (_server, client) => client.socket.terminate()],
	["a dropped connection", "away", (server) => server.dropSession(ID)],
	["a server's 1000", "away", (server) => server.disconnectSession(ID, 1000)],
	["a server's 4015", "away", (server) => server.disconnectSession(ID, 4015)],
	["a server's 4006", "ended", (server) => server.disconnectSession(ID, 4006)],
	["a server's 4009", "ended", (server) => server.disconnectSession(ID, 4009)],
	["a server's 4014", "ended", (server) => server.disconnectSession(ID, 4014)],
	["a server's 4021", "ended", (server) => server.disconnectSession(ID, 4021)],
	["a server's 4022", "ended", (server) => server.disconnectSession(ID, 4022)],
];

describe("the end of a connection", () => {
	for (const [name, state, end] of ENDINGS) {
		it(`should leave the session ${state} after ${name}`, async (context) => {
			const { server } = await startServer(context);
			const closed = new Promise((resolve) =>
				server.onEvent((event) => event.kind === "closed" && resolve(event)),
			);
			const client = await join(server);
			end(server, client);
			await Promise.all([closed, client.ended]);
			assert.equal(server.stats(ID).state, state);
			assert.equal(server.connectionCount, 0);
		});
	}
});
