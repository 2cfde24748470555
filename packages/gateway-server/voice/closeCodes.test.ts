/** Every documented close code, and what causes it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { ALICE, connect, identifyOf, join, resumeOf, startServer, type Fixture } from "../support/fixtures.ts";
import type { TestClient } from "../support/TestClient.ts";

const ID = ALICE.sessionId;
const select = (protocol: string, mode: string) => ({ protocol, data: { address: "127.0.0.1", port: 1, mode } });

type Trigger = (client: TestClient, fixture: Fixture) => void;
const bySending =
	(op: number, d: unknown): Trigger =>
	(client) =>
		client.send(op, d);
const byServer =
	(code: number): Trigger =>
	(_client, { server }) =>
		server.disconnectSession(ID, code, "by script");

/** By hand from the docs: a code, whether the client has identified, and the action that causes it. */
const TRIGGERS: ReadonlyArray<readonly [code: number, name: string, isIdentified: boolean, trigger: Trigger]> = [
	[4001, "an unknown opcode", true, bySending(99, {})],
	[4002, "a payload that cannot be read", true, (client) => client.sendRaw("{")],
	[4002, "an Identify with a bad payload", false, bySending(0, {})],
	[4003, "a heartbeat before Identify", false, bySending(3, { t: 1 })],
	[4004, "an Identify with a wrong token", false, bySending(0, { ...identifyOf(ALICE), token: "wrong" })],
	[4005, "a second Identify", true, bySending(0, identifyOf(ALICE))],
	[4005, "a Resume after Identify", true, bySending(7, resumeOf(ALICE, -1))],
	[4006, "a Resume of an unknown session", false, bySending(7, resumeOf(ALICE, -1))],
	[4006, "an Identify of an unknown session", false, bySending(0, { ...identifyOf(ALICE), session_id: "eve" })],
	[4009, "no heartbeat for two intervals", true, (_client, { clock }) => clock.advance(82_500)],
	[4011, "the script", true, byServer(4011)],
	[4012, "an unknown protocol", true, bySending(1, select("webrtc", "aead_aes256_gcm_rtpsize"))],
	[4014, "the session's removal", true, (_client, { server }) => server.unregisterVoiceSession(ID)],
	[4014, "the script", true, byServer(4014)],
	[4015, "the script", true, byServer(4015)],
	[4016, "an encryption mode that was not offered", true, bySending(1, select("udp", "xsalsa20_poly1305"))],
	[
		4017,
		"an Identify without DAVE where it is required",
		false,
		(client, { server }) => {
			const carol = { ...ALICE, sessionId: "session-of-carol", daveRequired: true };
			server.registerVoiceSession(carol);
			client.send(0, identifyOf(carol));
		},
	],
	[4020, "a bad payload after Identify", true, bySending(3, { t: "1" })],
	[4021, "the script", true, byServer(4021)],
	[4022, "the script", true, byServer(4022)],
];

/** RFC 6455 codes that a client may also receive. */
const STANDARD_TRIGGERS: typeof TRIGGERS = [
	[1000, "the script", true, byServer(1000)],
	[1001, "the shutdown", true, (_client, { server }) => void server.close()],
	[1011, "the script", true, byServer(1011)],
];

describe("a close code", () => {
	for (const [code, name, isIdentified, trigger] of [...TRIGGERS, ...STANDARD_TRIGGERS]) {
		it(`should be ${code} for ${name}`, async (context) => {
			const fixture = await startServer(context);
			const client = await (isIdentified ? join : connect)(fixture.server);
			trigger(client, fixture);
			assert.equal((await client.ended).code, code);
		});
	}

	it("should be 4006 if the replay buffer is too short", async (context) => {
		const { server } = await startServer(context, { replaySize: 2 });
		const client = await join(server);
		for (let count = 0; count < 3; count += 1) server.sendToSession(ID, 5, {});
		await client.settle();
		server.dropSession(ID);
		const late = await connect(server);
		late.send(7, resumeOf(ALICE, 0));
		assert.equal((await late.ended).code, 4006);
		const timely = await connect(server);
		timely.send(7, resumeOf(ALICE, 1));
		assert.deepEqual(await timely.take(3), [
			{ op: 9, d: null },
			{ op: 5, d: {}, seq: 2 },
			{ op: 5, d: {}, seq: 3 },
		]);
	});

	it("should have a test for every documented code", () => {
		const documented = Object.values(VoiceCloseCode).filter((code) => typeof code === "number");
		assert.deepEqual([...new Set(TRIGGERS.map(([code]) => code))], documented);
	});
});
