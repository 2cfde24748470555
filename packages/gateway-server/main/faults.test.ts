/** Faults by control flags, and the frame tap, on the main gateway. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startServer } from "../support/fixtures.ts";
import {
	connectMain,
	eventsOf,
	IDENTIFY,
	identifyMain,
	resumeMain,
	settleMain,
	startMain,
	TOKEN,
	type MainClient,
	type MainMessage,
} from "../support/mainFixtures.ts";
import { TestClient } from "../support/TestClient.ts";
import { encodeEtf } from "../encoding/etf.ts";
import type { GatewayFrame } from "../session/frameTap.ts";

const numbersOf = async (client: TestClient) =>
	(await settleMain(client)).map(({ d }) => (d as { n: number } | null)?.n);

describe("faults of a main session", () => {
	it("should drop and duplicate events, but replay all on Resume", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		server.setControlFlags(sessionId, { dropNext: 1 });
		server.dispatchToSession(sessionId, "TEST", { n: 1 });
		server.setControlFlags(sessionId, { duplicateNext: 1 });
		server.dispatchToSession(sessionId, "TEST", { n: 2 });
		assert.deepEqual(await numbersOf(client), [2, 2]);
		server.dropSession(sessionId);
		await client.ended;
		const { messages } = await resumeMain(server, sessionId, 1);
		assert.deepEqual(
			messages.map(({ d }) => (d as { n?: number }).n),
			[1, 2, undefined],
		);
	});

	it("should delay what is sent", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context);
		server.setControlFlags(sessionId, { latency: 500 });
		server.dispatchToSession(sessionId, "TEST", { n: 1 });
		clock.advance(499);
		server.clearControlFlags(sessionId);
		clock.advance(1);
		assert.deepEqual(await numbersOf(client), [1]);
	});

	it("should stop and resume reading", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		server.setControlFlags(sessionId, { stallReads: true });
		client.send(1, null);
		server.setControlFlags(sessionId, { stallReads: false });
		assert.deepEqual(await client.settle(), [{ t: null, s: null, op: 11, d: null }]);
	});
});

describe("dispatch to several sessions", () => {
	it("should reach each with its own sequence and faults", async (context) => {
		const { server, clock } = await startServer(context);
		const flags = [undefined, undefined, { fragment: 5 }, undefined];
		const clients: Array<MainClient> = [];
		for (const [index, control] of flags.entries()) {
			const client = await identifyMain(server);
			clients.push(client);
			if (control !== undefined) server.setControlFlags(client.sessionId, control);
			// sequences differ
			for (let n = 0; n < index; n++) server.dispatchToSession(client.sessionId, "OWN", { n });
			await settleMain(client.client);
			clock.advance(5000);
		}
		server.setControlFlags(clients[3]!.sessionId, { duplicateNext: 1 });
		assert.equal(server.dispatch("TEST", { text: "…" }), flags.length);
		assert.equal(server.dispatch("TEST", { text: "é" }), flags.length);
		for (const [index, { client }] of clients.entries()) {
			const event = (s: number, text: string): object => ({ op: 0, t: "TEST", s, d: { text } });
			const first = event(index + 2, "…");
			const expected = [...(index === 3 ? [first] : []), first, event(index + 3, "é")];
			assert.deepEqual(await settleMain(client), expected);
		}
	});
});

describe("frames of the main gateway", () => {
	for (const encoding of ["json", "etf"]) {
		it(`should be shown as JSON without tokens for ${encoding}`, async (context) => {
			const { server } = await startServer(context);
			const frames: Array<GatewayFrame> = [];
			server.onFrame((frame) => frames.push(frame));
			const client = await TestClient.open(server.url, `/?v=10&encoding=${encoding}&compress=zlib-stream`);
			client.socket.removeAllListeners("message");
			const message = { op: 2, d: IDENTIFY };
			client.sendRaw(encoding === "etf" ? encodeEtf(message) : JSON.stringify(message));
			client.sendRaw(encoding === "etf" ? Buffer.from(TOKEN) : `{"token":"${TOKEN}"`);
			await client.ended;
			assert.deepEqual(
				frames.map(({ gateway, direction }) => [gateway, direction]),
				[
					["main", "out"],
					["main", "in"],
					["main", "out"],
					["main", "in"],
				],
			);
			const [hello, identify] = frames.map(({ content }) => content.kind === "text" && content.text);
			assert.equal(hello, '{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}');
			assert.match(String(identify), /^\{"op":2,"d":\{"token":"\[redacted\]"/);
			assert.equal(JSON.stringify(frames).includes(TOKEN), false);
		});
	}
});

describe("a half-open session that timed out", () => {
	it("should receive queued events and the close once unflagged", async (context) => {
		const { server, client, clock, sessionId } = await startMain(context);
		server.setControlFlags(sessionId, { halfOpen: true });
		server.dispatchToSession(sessionId, "TEST", { n: 2 });
		clock.advance(2 * 41_250);
		assert.equal(server.stats(sessionId).state, "away");
		server.clearControlFlags(sessionId);
		clock.advance(1);
		assert.equal((await client.ended).code, 4000);
		assert.deepEqual(eventsOf([(await client.next()) as MainMessage]), ["TEST"]);
	});

	it("should apply its flags to every socket, even abandoned ones", async (context) => {
		const { server, client, clock, sessionId } = await startMain(context);
		server.setControlFlags(sessionId, { halfOpen: true });
		const second = await connectMain(server);
		const resumed = new Promise<void>((resolve) => {
			server.onEvent(({ kind }) => kind === "resumed" && resolve());
		});
		second.send(6, { token: TOKEN, session_id: sessionId, seq: 1 });
		await resumed;
		server.clearControlFlags(sessionId);
		clock.advance(1);
		assert.deepEqual(eventsOf([(await second.next()) as MainMessage]), ["RESUMED"]);
		assert.equal((await client.ended).code, 4000);
	});
});
