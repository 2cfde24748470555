/** Commands for sessions of the main gateway, over real sockets. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { NO_PACKETS, startServer } from "../support/fixtures.ts";
import {
	connectMain,
	eventsOf,
	IDENTIFY,
	identifyMain,
	resumeMain,
	settleMain,
	startMain,
} from "../support/mainFixtures.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import { Intent } from "../intents/index.ts";
import { buildGuild, IDS } from "./fixtures/builders.ts";
import { snowflake } from "./fixtures/snowflake.ts";

describe("commands for a main session", () => {
	const commands: ReadonlyArray<readonly [string, (server: GatewayServer, id: string) => number]> = [
		["dispatchToSession", (server, id) => server.dispatchToSession(id, "TEST", {})],
		["disconnectSession", (server, id) => server.disconnectSession(id, 4000)],
		["dropSession", (server, id) => server.dropSession(id)],
		["reconnect", (server, id) => server.reconnect(id)],
		["pingSession", (server, id) => server.pingSession(id)],
		["sendToSession", (server, id) => server.sendToSession(id, 11, null)],
		["sendRawToSession", (server, id) => server.sendRawToSession(id, "{}")],
		["sendHello", (server, id) => server.sendHello(id)],
		["requestHeartbeat", (server, id) => server.requestHeartbeat(id)],
	];
	for (const [name, command] of commands) {
		it(`should reach one connection with ${name}, and no other session`, async (context) => {
			const { server, clock, sessionId } = await startMain(context);
			clock.advance(5000);
			const other = await identifyMain(server);
			assert.equal(command(server, "nobody"), 0);
			assert.equal(command(server, sessionId), 1);
			assert.deepEqual(await other.client.settle(), []);
		});
	}

	it("should share one ID namespace between main and voice sessions", async (context) => {
		const { server, sessionId } = await startMain(context);
		assert.throws(() => server.stats("nobody"), { name: "RangeError" });
		assert.equal(server.stats(sessionId).connected, true);
		assert.equal(server.connectionCount, 1);
		assert.deepEqual(server.totals, { connections: 1, dropped: 0, packets: NO_PACKETS });
	});

	it("should send raw frames and pings", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		server.sendRawToSession(sessionId, "null");
		server.sendRawToSession(sessionId, Buffer.from([1]));
		server.sendToSession(sessionId, 99, { x: 1 });
		assert.deepEqual(await client.settle(), [null, Buffer.from([1]), { t: null, s: null, op: 99, d: { x: 1 } }]);
		server.pingSession(sessionId);
		await once(client.socket, "ping");
		await client.settle();
		assert.equal(server.stats(sessionId).pongs, 1);
	});
});

describe("reconnect", () => {
	it("should send op 7, then close a client that stays", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context);
		server.reconnect(sessionId);
		assert.deepEqual(await client.next(), { t: null, s: null, op: 7, d: null });
		clock.advance(4999);
		assert.equal(server.connectionCount, 1);
		clock.advance(1);
		assert.equal((await client.ended).code, 4000);
		assert.deepEqual(eventsOf((await resumeMain(server, sessionId, 1)).messages), ["RESUMED"]);
	});
});

describe("invalidateSession", () => {
	it("should send op 9 false, and permit another Identify", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context);
		assert.equal(server.invalidateSession(sessionId), true);
		assert.deepEqual(await client.next(), { t: null, s: null, op: 9, d: false });
		assert.equal(server.stats(sessionId).state, "ended");
		assert.equal(server.invalidateSession(sessionId), false);
		clock.advance(5000);
		client.send(2, IDENTIFY);
		assert.deepEqual(eventsOf(await settleMain(client)), ["READY"]);
	});

	it("should send op 9 true, and keep the session", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		assert.equal(server.invalidateSession(sessionId, { resumable: true }), true);
		assert.deepEqual(await client.next(), { t: null, s: null, op: 9, d: true });
		assert.equal(server.stats(sessionId).state, "away");
		assert.deepEqual(eventsOf((await resumeMain(server, sessionId, 1)).messages), ["RESUMED"]);
	});

	it("should invalidate the Resume of an absent client", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		server.dropSession(sessionId);
		await client.ended;
		assert.equal(server.invalidateSession(sessionId), true);
		assert.deepEqual((await resumeMain(server, sessionId, 1)).messages, [{ t: null, s: null, op: 9, d: false }]);
	});
});

describe("heartbeats", () => {
	it("should be acknowledged even before Identify", async (context) => {
		const { server } = await startServer(context);
		const client = await connectMain(server);
		client.send(1, null);
		assert.deepEqual(await client.next(), { t: null, s: null, op: 11, d: null });
	});

	it("should be counted, with their sequence", async (context) => {
		const { server, client, sessionId, events } = await startMain(context);
		client.send(1, 1);
		await client.settle();
		const { heartbeats, lastSequenceAcknowledged } = server.stats(sessionId);
		assert.deepEqual([heartbeats, lastSequenceAcknowledged], [1, 1]);
		assert.equal(events.at(-1)?.kind, "heartbeat");
	});

	it("should be requested with op 1", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		server.requestHeartbeat(sessionId);
		assert.deepEqual(await client.next(), { t: null, s: null, op: 1, d: null });
	});

	it("should go unanswered on command, for one session or all", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		for (const id of [sessionId, IDS.bot]) {
			server.setStopHeartbeatAcks(id, true);
			client.send(1, 1);
			assert.deepEqual(await client.settle(), []);
			server.setStopHeartbeatAcks(id, false);
			client.send(1, 1);
			assert.deepEqual(await client.settle(), [{ t: null, s: null, op: 11, d: null }]);
		}
	});

	it("should time out after two intervals, with a resumable code", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context, {}, { heartbeatInterval: 1000 });
		clock.advance(1999);
		client.send(1, 1);
		await client.settle();
		clock.advance(1999);
		assert.equal(server.connectionCount, 1);
		clock.advance(1);
		assert.deepEqual(await client.ended, { code: 4000, reason: "no heartbeat in time" });
		assert.equal(server.stats(sessionId).state, "away");
	});

	it("should time out with a configured code", async (context) => {
		const { client, clock, server, sessionId } = await startMain(context, {}, { heartbeatTimeoutCode: 4009 });
		clock.advance(2 * 41_250);
		assert.equal((await client.ended).code, 4009);
		assert.equal(server.stats(sessionId).state, "ended");
	});
});

describe("dispatch to all", () => {
	it("should reach the guild's shard, else shard 0", async (context) => {
		const guilds = [20, 21].map((index) => buildGuild({ id: snowflake(index) }));
		const zero = await startMain(context, { shard: [0, 2] }, { guilds });
		zero.clock.advance(5000);
		const one = await identifyMain(zero.server, { shard: [1, 2] });
		assert.equal(zero.server.dispatch("TEST", { guild_id: snowflake(20) }), 1);
		assert.equal(zero.server.dispatch("TEST", { n: 1 }, snowflake(21)), 1);
		assert.equal(zero.server.dispatch("TEST", { n: 2 }), 1);
		const seen = async (client: typeof one.client) => (await settleMain(client)).map(({ d }) => d);
		assert.deepEqual(await seen(zero.client), [{ guild_id: snowflake(20) }, { n: 2 }]);
		assert.deepEqual(await seen(one.client), [{ n: 1 }]);
	});

	it("should distinguish guild and DM by the caller's guild ID", async (context) => {
		const { server, sessionId } = await startMain(context, { intents: Intent.GuildMessages });
		const message = { content: "hi", author: { id: "5" } };
		assert.equal(server.dispatchToSession(sessionId, "MESSAGE_CREATE", message), 0);
		assert.equal(server.dispatchToSession(sessionId, "MESSAGE_CREATE", message, IDS.guild), 1);
	});

	it("should accept JSON data, and reject anything else", async (context) => {
		const { server, client, sessionId } = await startMain(context);
		server.dispatchToSession(sessionId, "TEST", undefined);
		assert.deepEqual(await client.next(), { op: 0, t: "TEST", s: 2, d: null });
		assert.throws(() => server.dispatchToSession(sessionId, "TEST", 1n), { name: "TypeError" });
		assert.equal(server.stats(sessionId).lastSequence, 2);
	});
});

describe("other opcodes", () => {
	it("should show presences by intent, invisible ones as offline", async (context) => {
		const { server, client, clock } = await startMain(context);
		clock.advance(5000);
		const watcher = await identifyMain(server, { intents: Intent.GuildPresences });
		for (const status of ["dnd", "invisible"]) client.send(3, { since: null, activities: [], status, afk: false });
		assert.deepEqual(await client.settle(), []);
		assert.deepEqual(
			(await settleMain(watcher.client)).map(({ t, d }) => [t, (d as { status: string }).status]),
			[
				["PRESENCE_UPDATE", "dnd"],
				["PRESENCE_UPDATE", "offline"],
			],
		);
	});

	it("should answer soundboard requests for existing guilds", async (context) => {
		const { client } = await startMain(context);
		client.send(31, { guild_ids: [IDS.guild, "1"] });
		client.send(43, { guild_id: IDS.guild, fields: ["status"] });
		assert.deepEqual(await client.settle(), [
			{ op: 0, t: "SOUNDBOARD_SOUNDS", s: 2, d: { guild_id: IDS.guild, soundboard_sounds: [] } },
		]);
	});
});
