/** Resume and replay, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	connectMain,
	eventsOf,
	IDENTIFY,
	identifyMain,
	resumeMain,
	settleMain,
	startMain,
	TOKEN,
	type MainMessage,
} from "../../support/mainFixtures.ts";
import type { TestClient } from "../../support/TestClient.ts";
import type { GatewayServer } from "../../GatewayServer.ts";

const event = (s: number, d: object): MainMessage => ({ op: 0, t: "TEST", s, d });
const resumed = (s: number): MainMessage => ({ op: 0, t: "RESUMED", s, d: {} });
const INVALID: MainMessage = { t: null, s: null, op: 9, d: false };

async function drop(server: GatewayServer, sessionId: string, client: TestClient): Promise<void> {
	assert.equal(server.dropSession(sessionId), 1);
	assert.equal((await client.ended).code, 1006);
}

describe("Resume", () => {
	it("should replay all missed events, and continue from there", async (context) => {
		const { server, client, sessionId, events } = await startMain(context);
		assert.equal(server.dispatchToSession(sessionId, "TEST", { n: 2 }), 1);
		await drop(server, sessionId, client);
		assert.equal(server.dispatchToSession(sessionId, "TEST", { n: 3 }), 0);
		const second = await resumeMain(server, sessionId, 1);
		assert.deepEqual(second.messages, [event(2, { n: 2 }), event(3, { n: 3 }), resumed(4)]);
		assert.equal(server.dispatchToSession(sessionId, "TEST", { n: 5 }), 1);
		assert.deepEqual(await settleMain(second.client), [event(5, { n: 5 })]);
		assert.deepEqual(events.at(-1), {
			kind: "resumed",
			connection: 2,
			sessionId,
			replayed: 2,
			gateway: "main",
		});
		const { resumes, connections, replayed, lastSequence, lastSequenceAcknowledged } = server.stats(sessionId);
		assert.deepEqual([resumes, connections, replayed, lastSequence, lastSequenceAcknowledged], [1, 2, 2, 5, 1]);
	});

	it("should replay everything after sequence 0, without earlier RESUMEDs", async (context) => {
		const { server, client, sessionId, opening } = await startMain(context, { intents: 1 });
		await drop(server, sessionId, client);
		const second = await resumeMain(server, sessionId, 2);
		assert.deepEqual(second.messages, [resumed(3)]);
		await drop(server, sessionId, second.client);
		const third = await resumeMain(server, sessionId, 0);
		assert.deepEqual(third.messages, [...opening, resumed(4)]);
	});

	for (const missing of [{ session_id: null }, { seq: null }, { session_id: null, seq: null }, { seq: undefined }]) {
		it(`should be invalid with ${JSON.stringify(missing)}, and permit an Identify`, async (context) => {
			const { server, clock, sessionId } = await startMain(context);
			clock.advance(5000);
			const client = await connectMain(server);
			client.send(6, { token: TOKEN, session_id: sessionId, seq: 1, ...missing });
			client.send(2, IDENTIFY);
			assert.deepEqual(
				(await settleMain(client)).map(({ op, d }) => (op === 9 ? d : op)),
				[false, 0],
			);
		});
	}

	it("should check the token before the other fields", async (context) => {
		const { server } = await startMain(context);
		const client = await connectMain(server);
		client.send(6, { token: "wrong", session_id: null, seq: null });
		assert.equal((await client.ended).code, 4004);
	});

	it("should replay events as sent, despite later changes", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		await drop(server, sessionId, client);
		const data = { n: 1 };
		server.dispatchToSession(sessionId, "TEST", data);
		data.n = 2;
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages[0], event(2, { n: 1 }));
	});

	it("should not replay events that its intents filter out", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		await drop(server, sessionId, client);
		server.dispatchToSession(sessionId, "MESSAGE_CREATE", { guild_id: "1" });
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, [resumed(2)]);
	});

	it("should move the session away from an older connection", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		const second = await resumeMain(server, sessionId, 1);
		assert.deepEqual(await client.ended, { code: 4000, reason: "session moved to another connection" });
		assert.equal(server.dispatchToSession(sessionId, "TEST", {}), 1);
		assert.deepEqual(eventsOf(await settleMain(second.client)), ["TEST"]);
		assert.equal(server.stats(sessionId).state, "connected");
	});

	it("should be possible only within the resume timeout", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context, {}, { resumeTimeout: 5000 });
		await drop(server, sessionId, client);
		clock.advance(4999);
		const second = await resumeMain(server, sessionId, 1);
		clock.advance(5000);
		await drop(server, sessionId, second.client);
		clock.advance(5000);
		assert.equal(server.stats(sessionId).state, "ended");
		assert.deepEqual((await resumeMain(server, sessionId, 2)).messages, [INVALID]);
	});

	it("should end the session when an event was evicted", async (context) => {
		const { server, client, sessionId } = await startMain(context, {}, { replaySize: 2 });
		await drop(server, sessionId, client);
		for (let n = 0; n < 3; n++) server.dispatchToSession(sessionId, "TEST", { n });
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, [INVALID]);
		assert.equal(server.stats(sessionId).state, "ended");
	});

	it("should end with 4007 when ahead of the server", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		await drop(server, sessionId, client);
		const second = await connectMain(server);
		second.send(6, { token: TOKEN, session_id: sessionId, seq: 2 });
		assert.deepEqual(await second.ended, { code: 4007, reason: "seq must be at most 1" });
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, [INVALID]);
	});

	it("should be invalid for an unknown session, and allow an Identify", async (context) => {
		const { server, clock } = await startMain(context);
		const { client, messages } = await resumeMain(server, "nobody", 1);
		assert.deepEqual(messages, [INVALID]);
		clock.advance(5000);
		client.send(2, { token: TOKEN, intents: 0, properties: { os: "", browser: "", device: "" } });
		assert.deepEqual(eventsOf(await settleMain(client)), ["READY"]);
	});

	it("should reject wrong tokens and those of other sessions", async (context) => {
		const { server, client, sessionId } = await startMain(context, {}, { token: [TOKEN, "other-token"] });
		await drop(server, sessionId, client);
		const wrong = await connectMain(server);
		wrong.send(6, { token: "wrong", session_id: sessionId, seq: 1 });
		assert.equal((await wrong.ended).code, 4004);
		const other = await connectMain(server);
		other.send(6, { token: "other-token", session_id: sessionId, seq: 1 });
		assert.deepEqual(await other.next(), INVALID);
		assert.equal(server.stats(sessionId).state, "away");
	});

	it("should fail on command, but keep the session", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		await drop(server, sessionId, client);
		server.setControlFlags(sessionId, { failNextResumes: 1 });
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, [INVALID]);
		server.setControlFlags(sessionId, { failNextResumes: 1, failCode: 4009 });
		const closed = await connectMain(server);
		closed.send(6, { token: TOKEN, session_id: sessionId, seq: 1 });
		assert.equal((await closed.ended).code, 4009);
		server.setControlFlags(sessionId, { muteResumed: true });
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, []);
		assert.equal(server.stats(sessionId).state, "connected");
	});

	it("should outlive a restart of the server", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		await server.restart();
		await client.ended;
		server.dispatchToSession(sessionId, "TEST", {});
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, [event(2, {}), resumed(3)]);
	});
});

/** By hand: how a connection ends, and the state of its session. */
const ENDINGS: ReadonlyArray<
	readonly [name: string, state: string, end: (server: GatewayServer, id: string, client: TestClient) => void]
> = [
	["a client's 1000", "ended", (_server, _id, client) => client.socket.close(1000)],
	["a client's 1001", "ended", (_server, _id, client) => client.socket.close(1001)],
	["a client's close without code", "away", (_server, _id, client) => client.socket.close()],
	["a client's 4000", "away", (_server, _id, client) => client.socket.close(4000)],
	["a client's vanishing", "away", (_server, _id, client) => client.socket.terminate()],
	["a dropped link", "away", (server, id) => server.dropSession(id)],
	["a server's 1000", "away", (server, id) => server.disconnectSession(id, 1000)],
	["a server's 4000", "away", (server, id) => server.disconnectSession(id, 4000)],
	["a server's 4009", "ended", (server, id) => server.disconnectSession(id, 4009)],
	["a client's bad message", "away", (_server, _id, client) => client.sendRaw("{")],
];

describe("the end of a connection", () => {
	for (const [name, state, end] of ENDINGS) {
		it(`should leave the session ${state} after ${name}`, async (context) => {
			const { server, client, sessionId } = await startMain(context);
			const closed = new Promise((resolve) =>
				server.onEvent((happening) => happening.kind === "closed" && resolve(happening)),
			);
			end(server, sessionId, client);
			await Promise.all([closed, client.ended]);
			assert.deepEqual([server.stats(sessionId).state, server.connectionCount], [state, 0]);
		});
	}

	it("should leave no timer behind once the server is closed", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context);
		server.dropSession(sessionId);
		await client.ended;
		clock.advance(5000);
		const other = await identifyMain(server);
		server.reconnect(other.sessionId);
		await server.close();
		assert.deepEqual(await other.client.ended, { code: 1001, reason: "server is shutting down" });
		assert.deepEqual([server.stats(sessionId).state, server.stats(other.sessionId).state], ["ended", "ended"]);
		assert.equal(clock.pending, 0);
	});
});
