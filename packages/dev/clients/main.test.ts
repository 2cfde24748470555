/** The published `@discordjs/ws` against the main gateway. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CompressionMethod } from "@discordjs/ws";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { startServer } from "../../gateway-server/support/fixtures.ts";
import { MainUser } from "./MainUser.ts";
import { nextEvent } from "./nextEvent.ts";

/** Milliseconds between heartbeats. The library uses the real clock. */
const FAST = 100;

/** Milliseconds until a shard may identify again, on the server's clock. */
const IDENTIFY_PACE = 5000;

/** Dispatches messages whose content is their number. */
function dispatch(server: GatewayServer, sessionId: string, contents: ReadonlyArray<string>): void {
	for (const content of contents) {
		const message = { id: content, channel_id: IDS.textChannel, guild_id: IDS.guild, content };
		server.dispatchToSession(sessionId, "MESSAGE_CREATE", message);
	}
}

/** Waits for `count` messages and returns their contents. */
async function contentsOf(user: MainUser, count: number): Promise<ReadonlyArray<string>> {
	const events = await user.gets("MESSAGE_CREATE", count);
	return events.map(({ d }) => (d as { id: string }).id);
}

/** What the library (2.0.4) does after a close code, according to its source, not to Discord's docs. */
const CLOSE_CODES: ReadonlyArray<
	readonly [code: number, action: "resume" | "identify" | "resume without success" | "stop"]
> = [
	[1000, "identify"],
	[1001, "resume"],
	[4000, "resume"],
	[4001, "resume"],
	[4002, "resume"],
	[4003, "identify"],
	[4004, "stop"],
	[4005, "identify"],
	[4007, "identify"],
	[4008, "identify"],
	[4009, "resume without success"],
	[4010, "stop"],
	[4011, "stop"],
	[4012, "stop"],
	[4013, "stop"],
	[4014, "stop"],
	[4999, "resume"],
];

describe("heartbeats of @discordjs/ws", { timeout: 10_000 }, () => {
	it("should acknowledge the last sequence", async (context) => {
		const { server } = await startServer(context, { heartbeatInterval: FAST });
		const user = await MainUser.connect(context, server);
		dispatch(server, user.sessionId, ["1", "2"]);
		const { lastSequence } = server.stats(user.sessionId);
		await nextEvent(server, "heartbeat", ({ sequence }) => sequence === lastSequence);
	});

	it("should drop a zombie and resume without loss or repetition", async (context) => {
		const { server } = await startServer(context, { heartbeatInterval: FAST });
		const user = await MainUser.connect(context, server);
		const { sessionId } = user;
		const resumed = nextEvent(server, "resumed");
		const ended = nextEvent(server, "closed");
		server.setStopHeartbeatAcks(sessionId, true);
		dispatch(server, sessionId, ["1"]);
		const closed = await ended;
		assert.deepEqual({ code: closed.code, by: closed.by }, { code: 4200, by: "client" });
		server.setStopHeartbeatAcks(sessionId, false);
		dispatch(server, sessionId, ["2", "3"]);
		assert.equal((await resumed).replayed, 2);
		dispatch(server, sessionId, ["4"]);
		assert.deepEqual(await contentsOf(user, 4), ["1", "2", "3", "4"]);
		assert.equal(user.sessionId, sessionId);
	});
});

/** Run concurrently: the library waits half a second before each new connection. */
describe("@discordjs/ws", { concurrency: true, timeout: 10_000 }, () => {
	it("should receive READY and its guild", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server);
		const [ready, guild] = user.events;
		assert.equal(ready?.t, "READY");
		assert.equal(guild?.t, "GUILD_CREATE");
		assert.equal((guild?.d as { id: string }).id, IDS.guild);
		assert.equal(server.stats(user.sessionId).connected, true);
	});

	it("should receive dispatches in order", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server);
		dispatch(server, user.sessionId, ["1", "2", "3", "4"]);
		assert.deepEqual(await contentsOf(user, 4), ["1", "2", "3", "4"]);
		const sequences = user.events.map(({ s }) => s);
		assert.deepEqual(sequences, [1, 2, 3, 4, 5, 6]);
	});

	it("should read zlib-stream", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server, { compression: CompressionMethod.ZlibNative });
		dispatch(server, user.sessionId, ["1", "2", "3"]);
		assert.deepEqual(await contentsOf(user, 3), ["1", "2", "3"]);
	});

	it("should receive the members it requests", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server);
		await user.manager.send(0, { op: 8, d: { guild_id: IDS.guild, query: "ada", limit: 1 } });
		const [chunk] = await user.gets("GUILD_MEMBERS_CHUNK");
		const { members } = chunk?.d as { members: ReadonlyArray<{ user: { username: string } }> };
		assert.deepEqual(
			members.map(({ user: { username } }) => username),
			["ada"],
		);
	});

	it("should resume after Reconnect", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server);
		const { sessionId } = user;
		const resumed = nextEvent(server, "resumed");
		const closed = nextEvent(server, "closed");
		assert.equal(server.reconnect(sessionId), 1);
		assert.equal((await closed).by, "client");
		dispatch(server, sessionId, ["1"]);
		assert.equal((await resumed).replayed, 1);
		assert.deepEqual(await contentsOf(user, 1), ["1"]);
	});

	it("should resume on the same connection after a resumable Invalid Session", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server);
		const { sessionId } = user;
		const resumed = nextEvent(server, "resumed");
		server.invalidateSession(sessionId, { resumable: true });
		dispatch(server, sessionId, ["1"]);
		assert.equal((await resumed).connection, 1);
		assert.deepEqual(await contentsOf(user, 1), ["1"]);
	});

	it("should identify after an Invalid Session that is not resumable", async (context) => {
		const { server, clock } = await startServer(context);
		const user = await MainUser.connect(context, server);
		const { sessionId } = user;
		clock.advance(IDENTIFY_PACE);
		server.invalidateSession(sessionId);
		await user.gets("READY", 2);
		assert.notEqual(user.sessionId, sessionId);
		assert.equal(server.stats(sessionId).state, "ended");
		assert.equal(server.stats(sessionId).resumes, 0);
	});

	it("should resume when the server restarts", async (context) => {
		const { server } = await startServer(context);
		const user = await MainUser.connect(context, server);
		const { sessionId } = user;
		const resumed = nextEvent(server, "resumed");
		await server.restart();
		dispatch(server, sessionId, ["1"]);
		assert.equal((await resumed).replayed, 1);
		assert.deepEqual(await contentsOf(user, 1), ["1"]);
	});

	for (const [code, action] of CLOSE_CODES) {
		it(`should ${action} after ${code}`, async (context) => {
			const { server, clock } = await startServer(context);
			const user = await MainUser.connect(context, server);
			const { sessionId } = user;
			clock.advance(IDENTIFY_PACE);
			assert.equal(server.disconnectSession(sessionId, code), 1);
			if (action === "resume") await user.gets("RESUMED");
			else if (action === "stop") await user.fails();
			else await user.gets("READY", 2);
			assert.equal(user.errors.length, action === "stop" ? 1 : 0);
			assert.equal(server.stats(sessionId).resumes, action.startsWith("resume") ? 1 : 0);
			assert.equal(server.connectionCount, action === "stop" ? 0 : 1);
		});
	}
});
