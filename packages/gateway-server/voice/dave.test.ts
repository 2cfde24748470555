/** The server relays DAVE messages between clients and scripts. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, connect, identifyOf, join, resumeOf, startServer } from "../support/fixtures.ts";
import type { VoiceCredentials } from "./VoiceSession.ts";

const ID = ALICE.sessionId;

describe("DAVE messages of a client", () => {
	/** By hand from the whitepaper: what a client sends, and what the script receives. */
	const messages: ReadonlyArray<readonly [opcode: number, message: string | Buffer, payload: unknown]> = [
		[23, '{"op":23,"d":{"transition_id":7}}', { transition_id: 7 }],
		[26, Buffer.from([26, 0, 1, 0, 2]), "AAEAAg=="],
		[28, Buffer.from([28, 255]), "/w=="],
		[28, Buffer.from([28]), ""],
		[31, '{"op":31,"d":{"transition_id":7}}', { transition_id: 7 }],
	];
	for (const [opcode, message, payload] of messages) {
		it(`should be recorded and emitted: op ${opcode} with ${JSON.stringify(payload)}`, async (context) => {
			const { server, events } = await startServer(context);
			const client = await join(server);
			client.sendRaw(message);
			assert.deepEqual(await client.settle(), []);
			assert.deepEqual(events.at(-1), { kind: "dave", connection: 1, sessionId: ID, opcode, payload });
			const kind = typeof message === "string" ? "json" : "binary";
			assert.deepEqual(server.received(ID).at(-1), { at: 0, kind, op: opcode, d: payload });
		});
	}
});

describe("DAVE messages of a script", () => {
	it("should share one numbering and be replayed after a Resume", async (context) => {
		const { server } = await startServer(context);
		const client = await join(server);
		for (const opcode of [21, 22, 24]) server.sendToSession(ID, opcode, { transition_id: 1 });
		for (const opcode of [25, 27, 29, 30]) server.sendBinaryToSession(ID, opcode, Buffer.from([0xaa]));
		const expected = [
			{ op: 21, d: { transition_id: 1 }, seq: 1 },
			{ op: 22, d: { transition_id: 1 }, seq: 2 },
			{ op: 24, d: { transition_id: 1 }, seq: 3 },
			Buffer.from([0, 4, 25, 0xaa]),
			Buffer.from([0, 5, 27, 0xaa]),
			Buffer.from([0, 6, 29, 0xaa]),
			Buffer.from([0, 7, 30, 0xaa]),
		];
		assert.deepEqual(await client.settle(), expected);
		server.dropSession(ID);
		const again = await connect(server);
		again.send(7, resumeOf(ALICE, 2));
		assert.deepEqual(await again.take(6), [{ op: 9, d: null }, ...expected.slice(2)]);
	});

	it("should be sendable from inside a listener", async (context) => {
		const { server } = await startServer(context);
		server.onEvent((event) => {
			if (event.kind === "dave") server.sendToSession(event.sessionId, 22, event.payload);
		});
		const client = await join(server);
		client.send(23, { transition_id: 3 });
		assert.deepEqual(await client.next(), { op: 22, d: { transition_id: 3 }, seq: 1 });
	});
});

describe("a channel that requires DAVE", () => {
	const carol: VoiceCredentials = { ...ALICE, sessionId: "session-of-carol", daveRequired: true };

	for (const version of [0, undefined, null]) {
		it(`should close an Identify with 4017 for version ${version}`, async (context) => {
			const { server } = await startServer(context);
			server.registerVoiceSession(carol);
			const client = await connect(server);
			client.send(0, { ...identifyOf(carol), max_dave_protocol_version: version });
			assert.equal((await client.ended).code, 4017);
			assert.equal(server.stats(carol.sessionId).state, "registered");
		});
	}

	it("should admit DAVE clients and hide its mode otherwise", async (context) => {
		const { server } = await startServer(context);
		server.registerVoiceSession(carol);
		const client = await connect(server);
		client.send(0, { ...identifyOf(carol), max_dave_protocol_version: 1 });
		assert.equal(((await client.next()) as { op: number }).op, 2);
		const stranger = await connect(server);
		stranger.send(0, { ...identifyOf(carol), token: "wrong" });
		assert.equal((await stranger.ended).code, 4004);
	});

	it("should be a boolean", async (context) => {
		const { server } = await startServer(context);
		const credentials = { ...carol, daveRequired: "yes" } as unknown as VoiceCredentials;
		assert.throws(() => server.registerVoiceSession(credentials), /daveRequired must be a boolean/);
	});
});
