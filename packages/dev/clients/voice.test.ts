/** The published `@discordjs/voice` against the voice gateway. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VoiceConnectionStatus } from "@discordjs/voice";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { BOB, join, selectOf, startServer } from "../../gateway-server/support/fixtures.ts";
import { nextEvent } from "./nextEvent.ts";
import { VoiceUser } from "./VoiceUser.ts";

/** Milliseconds between heartbeats. The library uses the real clock. */
const FAST = 50;

const SPEAKING = 5;

/** Maps each user to a different SSRC (op 5). */
function mapUsers(server: GatewayServer, sessionId: string, userIds: ReadonlyArray<string>): void {
	for (const userId of userIds) {
		server.sendToSession(sessionId, SPEAKING, { user_id: userId, ssrc: Number(userId), speaking: 1 });
	}
}

/** What the library (0.19.2) does after a close code, according to its source, not to Discord's docs. */
const CLOSE_CODES: ReadonlyArray<readonly [code: number, action: "resume" | "rejoin" | "stay away"]> = [
	[1000, "resume"],
	[1001, "resume"],
	[1011, "resume"],
	[4001, "rejoin"],
	[4002, "rejoin"],
	[4003, "rejoin"],
	[4004, "rejoin"],
	[4005, "rejoin"],
	[4006, "rejoin"],
	[4009, "rejoin"],
	[4011, "rejoin"],
	[4012, "rejoin"],
	[4014, "stay away"],
	[4015, "resume"],
	[4016, "rejoin"],
	[4017, "rejoin"],
	[4020, "rejoin"],
	[4021, "rejoin"],
	[4022, "rejoin"],
	[4999, "rejoin"],
];

/** The first event at the server for each action, and the library's final state. */
const OUTCOMES = {
	resume: { sign: "resumed", status: VoiceConnectionStatus.Ready },
	rejoin: { sign: "identified", status: VoiceConnectionStatus.Ready },
	"stay away": { sign: "closed", status: VoiceConnectionStatus.Disconnected },
} as const;

describe("@discordjs/voice", { timeout: 20_000 }, () => {
	it("should become ready after IP discovery", async (context) => {
		const { server } = await startServer(context);
		const user = await VoiceUser.join(context, server);
		const [identify, select, ...more] = server.received(user.sessionId);
		assert.equal(identify?.op, 0);
		assert.equal(select?.op, 1);
		const { data } = select?.d as { data: { address: string; port: number; mode: string } };
		assert.equal(data.address, "127.0.0.1");
		assert.ok(data.port > 0);
		assert.equal(data.mode, "aead_aes256_gcm_rtpsize");
		assert.deepEqual(more, []);
	});

	it("should receive users' SSRCs in order", async (context) => {
		const { server } = await startServer(context);
		const user = await VoiceUser.join(context, server);
		mapUsers(server, user.sessionId, ["11", "12", "13", "11"]);
		assert.deepEqual(await user.maps(4), ["11", "12", "13", "11"]);
	});

	it("should map another client until it leaves", async (context) => {
		const { server } = await startServer(context);
		const user = await VoiceUser.join(context, server);
		const bob = await join(server, BOB);
		bob.send(SPEAKING, { speaking: 1, delay: 0, ssrc: 2 });
		assert.deepEqual(await user.maps(1), [BOB.userId]);
		const left = new Promise<{ userId: string }>((resolve) => {
			user.connection.receiver.ssrcMap.once("delete", resolve);
		});
		bob.socket.close(1000);
		assert.equal((await left).userId, BOB.userId);
	});

	it("should be mapped when it speaks", async (context) => {
		const { server } = await startServer(context);
		const bob = await join(server, BOB);
		bob.send(1, selectOf());
		await bob.next();
		const user = await VoiceUser.join(context, server);
		user.connection.setSpeaking(true);
		const joined = await bob.next();
		const spoke = await bob.next();
		assert.ok(!Buffer.isBuffer(joined) && !Buffer.isBuffer(spoke));
		assert.equal(joined.op, 11);
		assert.equal(spoke.op, SPEAKING);
	});

	it("should acknowledge JSON and binary messages", async (context) => {
		const { server } = await startServer(context, { heartbeatInterval: FAST });
		const user = await VoiceUser.join(context, server);
		const acknowledges = (sequence: number): Promise<unknown> =>
			nextEvent(server, "heartbeat", (event) => event.sequence === sequence && event.acknowledged);
		mapUsers(server, user.sessionId, ["11"]);
		await acknowledges(server.stats(user.sessionId).lastSequence);
		server.sendBinaryToSession(user.sessionId, 25, Buffer.from([1, 2, 3]));
		await acknowledges(server.stats(user.sessionId).lastSequence);
	});

	it("should offer E2EE when the channel requires it", async (context) => {
		const { server } = await startServer(context);
		const user = await VoiceUser.join(context, server, { dave: true, daveRequired: true });
		const [identify] = server.received(user.sessionId);
		assert.equal((identify?.d as { max_dave_protocol_version: number }).max_dave_protocol_version, 1);
	});

	it("should drop a zombie and resume without loss", async (context) => {
		const { server } = await startServer(context, { heartbeatInterval: FAST });
		const user = await VoiceUser.join(context, server);
		const { sessionId } = user;
		mapUsers(server, sessionId, ["11"]);
		server.setStopHeartbeatAcks(sessionId, true);
		const resumed = nextEvent(server, "resumed");
		const closed = await nextEvent(server, "closed");
		server.setStopHeartbeatAcks(sessionId, false);
		mapUsers(server, sessionId, ["12", "13"]);
		assert.deepEqual({ code: closed.code, by: closed.by }, { code: 1005, by: "client" });
		assert.equal((await resumed).replayed, 2);
		mapUsers(server, sessionId, ["14"]);
		assert.deepEqual(await user.maps(4), ["11", "12", "13", "14"]);
		await user.enters(VoiceConnectionStatus.Ready);
		const { identifies, resumes, connections } = server.stats(sessionId);
		assert.deepEqual({ identifies, resumes, connections }, { identifies: 1, resumes: 1, connections: 2 });
	});

	it("should receive in-flight messages after a lost connection", async (context) => {
		const { server } = await startServer(context);
		const user = await VoiceUser.join(context, server);
		const { sessionId } = user;
		mapUsers(server, sessionId, ["11"]);
		await user.maps(1);
		server.setControlFlags(sessionId, { halfOpen: true });
		mapUsers(server, sessionId, ["12", "13"]);
		const resumed = nextEvent(server, "resumed");
		server.dropSession(sessionId);
		server.clearControlFlags(sessionId);
		assert.equal((await resumed).replayed, 2);
		assert.deepEqual(await user.maps(3), ["11", "12", "13"]);
		await user.enters(VoiceConnectionStatus.Ready);
	});

	it("should rejoin when its Resume is refused", async (context) => {
		const { server } = await startServer(context);
		const user = await VoiceUser.join(context, server);
		const { sessionId } = user;
		server.invalidateSession(sessionId);
		const identified = nextEvent(server, "identified");
		server.dropSession(sessionId);
		assert.notEqual((await identified).sessionId, sessionId);
		await user.enters(VoiceConnectionStatus.Ready);
		assert.equal(server.stats(sessionId).resumes, 1);
		assert.equal(user.sessionIds.length, 2);
	});

	for (const [code, action] of CLOSE_CODES) {
		it(`should ${action} after ${code}`, async (context) => {
			const { server } = await startServer(context);
			const user = await VoiceUser.join(context, server);
			const { sessionId } = user;
			const { sign, status } = OUTCOMES[action];
			const signed = nextEvent(server, sign);
			assert.equal(server.disconnectSession(sessionId, code), 1);
			await signed;
			await user.enters(status);
			assert.equal(server.stats(sessionId).resumes, action === "resume" ? 1 : 0);
			assert.equal(user.sessionIds.length, action === "rejoin" ? 2 : 1);
			assert.equal(server.totals.connections, action === "stay away" ? 1 : 2);
			assert.equal(server.stats(user.sessionId).connected, action !== "stay away");
		});
	}
});
