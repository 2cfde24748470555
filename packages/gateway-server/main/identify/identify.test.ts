/** From Hello to GUILD_CREATE, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startServer } from "../../support/fixtures.ts";
import {
	connectMain,
	eventsOf,
	IDENTIFY,
	identifyMain,
	settleMain,
	startMain,
	TOKEN,
} from "../../support/mainFixtures.ts";
import { TestClient } from "../../support/TestClient.ts";
import { decodeEtf, encodeEtf } from "../../encoding/etf.ts";
import { Intent } from "../../intents/index.ts";
import { buildGuild, buildMember, buildUser, buildVoiceState, IDS } from "../fixtures/builders.ts";
import { BOT } from "../fixtures/defaults.ts";
import { ownUserOf } from "../fixtures/ownUser.ts";
import { snowflake } from "../fixtures/snowflake.ts";
import type { Guild } from "../fixtures/types.ts";

const INVALID = { t: null, s: null, op: 9, d: false };

describe("Hello", () => {
	it("should contain the interval, 41250 ms by default", async (context) => {
		const { server } = await startServer(context);
		const first = await TestClient.open(server.url, "/?v=10&encoding=json");
		assert.deepEqual(await first.next(), { t: null, s: null, op: 10, d: { heartbeat_interval: 41_250 } });
		server.setHeartbeatInterval(1000);
		const second = await TestClient.open(server.url, "/?v=10&encoding=json");
		assert.deepEqual(await second.next(), { t: null, s: null, op: 10, d: { heartbeat_interval: 1000 } });
		server.setMuteHello(true);
		const third = await TestClient.open(server.url, "/?v=10&encoding=json");
		assert.deepEqual(await third.settle(), []);
	});

	for (const [query, code] of [
		["/?v=11&encoding=json", 4012],
		["/?v=10&encoding=xml", 4002],
		["/?v=10&encoding=json&compress=gzip", 4002],
	] as const) {
		it(`should be replaced by close code ${code} for ${query}`, async (context) => {
			const { server, logs } = await startServer(context);
			const client = await TestClient.open(server.url, query);
			const { code: seen, reason } = await client.ended;
			assert.equal(seen, code);
			assert.deepEqual(logs, [`connection refused with ${code}: ${reason}`]);
			assert.deepEqual(await client.next().catch(() => "nothing"), "nothing");
		});
	}
});

describe("READY", () => {
	it("should name bot, guilds and resume URL, as event 1", async (context) => {
		const { server, opening, sessionId } = await startMain(context);
		assert.match(sessionId, /^[0-9a-f]{32}$/);
		assert.deepEqual(opening, [
			{
				op: 0,
				t: "READY",
				s: 1,
				d: {
					v: 10,
					user: ownUserOf(BOT),
					guilds: [{ id: IDS.guild, unavailable: true }],
					session_id: sessionId,
					resume_gateway_url: server.url,
					application: { id: IDS.bot, flags: 565_248, flags_new: "565248" },
					private_channels: [],
				},
			},
		]);
	});

	it("should give every session a unique ID", async (context) => {
		const { server, clock, sessionId } = await startMain(context);
		clock.advance(5000);
		assert.notEqual((await identifyMain(server)).sessionId, sessionId);
	});

	it("should name its shard, and contain only that shard's guilds", async (context) => {
		const guilds = [20, 21, 22].map((index) => buildGuild({ id: snowflake(index) }));
		const { server, clock, opening } = await startMain(context, { shard: [0, 2] }, { guilds });
		clock.advance(5000);
		const other = await identifyMain(server, { shard: [1, 2] });
		const seen = [opening, other.opening].map(([ready]) => {
			const { guilds: own, shard } = ready?.d as { guilds: ReadonlyArray<Guild>; shard: unknown };
			return [shard, own.map(({ id }) => id)];
		});
		assert.deepEqual(seen, [
			[
				[0, 2],
				[snowflake(20), snowflake(22)],
			],
			[[1, 2], [snowflake(21)]],
		]);
	});

	it("should also be sent in ETF", async (context) => {
		const { server } = await startServer(context);
		const client = await TestClient.open(server.url, "/?v=10&encoding=etf");
		const read = async () => decodeEtf((await client.next()) as Buffer);
		assert.deepEqual(await read(), { t: null, s: null, op: 10, d: { heartbeat_interval: 41_250 } });
		client.sendRaw(encodeEtf({ op: 2, d: IDENTIFY }));
		assert.equal(((await read()) as { t: string }).t, "READY");
		client.sendRaw(JSON.stringify({ op: 1, d: null }));
		assert.equal((await client.ended).code, 4002);
	});
});

/** A guild with the bot, two people in voice or online, and others. */
function crowd(size: number): Guild {
	const users = Array.from({ length: size }, (_, index) => buildUser({ id: snowflake(1000 + index) }));
	return buildGuild({
		members: [buildUser({ id: IDS.bot }), ...users].map((user) => buildMember({ user })),
		voice_states: [buildVoiceState({ user_id: snowflake(1000) })],
		presences: [
			{ user: { id: snowflake(1001) }, guild_id: IDS.guild, status: "dnd", activities: [], client_status: {} },
		],
	});
}

describe("GUILD_CREATE", () => {
	/** By hand: intents, members, large_threshold -> expected members and presences, and whether the guild is large. */
	const cases: ReadonlyArray<readonly [number, number, number, number, number, boolean]> = [
		[Intent.Guilds, 3, 50, 2, 0, false],
		[Intent.Guilds, 50, 50, 2, 0, true],
		[Intent.Guilds | Intent.GuildPresences, 3, 50, 4, 1, false],
		[Intent.Guilds | Intent.GuildPresences, 49, 50, 50, 1, false],
		[Intent.Guilds | Intent.GuildPresences, 50, 50, 3, 1, true],
		[Intent.Guilds | Intent.GuildPresences, 50, 250, 51, 1, false],
	];
	for (const [intents, size, threshold, members, presences, large] of cases) {
		it(`should show ${members} of ${size + 1} members to intents ${intents} and threshold ${threshold}`, async (context) => {
			const changes = { intents, large_threshold: threshold };
			const { opening } = await startMain(context, changes, { guilds: [crowd(size)] });
			assert.deepEqual(eventsOf(opening), ["READY", "GUILD_CREATE"]);
			const guild = opening[1]?.d as Guild & { large: boolean; member_count: number; unavailable: boolean };
			assert.deepEqual(
				[guild.members.length, guild.presences.length, guild.large, guild.member_count, guild.unavailable],
				[members, presences, large, size + 1, false],
			);
			assert.deepEqual(Object.keys(guild.voice_states[0] ?? {}).includes("guild_id"), false);
		});
	}

	it("should not be sent without the intent GUILDS", async (context) => {
		const { opening } = await startMain(context, { intents: 0 });
		assert.deepEqual(eventsOf(opening), ["READY"]);
	});
});

describe("Identify", () => {
	it("should be refused with 4011 above 2500 guilds per shard", async (context) => {
		const guilds = Array.from({ length: 2501 }, (_, index) => buildGuild({ id: snowflake(index), channels: [] }));
		const { server, clock } = await startServer(context, { guilds });
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		assert.equal((await client.ended).code, 4011);
		clock.advance(5000);
		await identifyMain(server, { shard: [0, 2] });
	});

	for (const shard of [
		[1, 1],
		[-1, 2],
		[0, 0],
		[0, -1],
	]) {
		it(`should be refused with 4010 for shard ${JSON.stringify(shard)}`, async (context) => {
			const { server } = await startServer(context);
			const client = await connectMain(server);
			client.send(2, { ...IDENTIFY, shard });
			assert.equal((await client.ended).code, 4010);
		});
	}

	it("should get op 9 over the concurrency, and pass later", async (context) => {
		const { server, clock } = await startMain(context);
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		assert.deepEqual(await client.settle(), []);
		clock.advance(1000);
		assert.deepEqual(await client.next(), INVALID);
		clock.advance(4000);
		client.send(2, IDENTIFY);
		assert.deepEqual(eventsOf(await settleMain(client)), ["READY"]);
	});

	it("should not be invalidated once a later one passed", async (context) => {
		const { server, clock } = await startMain(context);
		clock.advance(4500);
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		await client.settle();
		clock.advance(500);
		client.send(2, IDENTIFY);
		assert.deepEqual(eventsOf(await settleMain(client)), ["READY"]);
		clock.advance(1000);
		assert.deepEqual(await settleMain(client), []);
	});

	it("should be invalidated after one second", async (context) => {
		const { server, clock } = await startMain(context);
		const client = await connectMain(server);
		for (let second = 1; second <= 5; second++) {
			client.send(2, IDENTIFY);
			await client.settle();
			clock.advance(1000);
			const [answer] = await settleMain(client);
			assert.deepEqual(answer, INVALID);
		}
		client.send(2, IDENTIFY);
		assert.deepEqual(eventsOf(await settleMain(client)), ["READY"]);
	});

	it("should pass at once for shards of other rate limit keys", async (context) => {
		const { server, clock } = await startMain(context, { shard: [0, 4] }, { maxConcurrency: 2 });
		await identifyMain(server, { shard: [1, 4] });
		const client = await connectMain(server);
		client.send(2, { ...IDENTIFY, shard: [2, 4] });
		await client.settle();
		clock.advance(1000);
		assert.deepEqual(await client.next(), INVALID);
	});

	it("should be refused with 4004 after the daily limit", async (context) => {
		const { server, clock } = await startMain(context, {}, { sessionStartLimit: { total: 1 } });
		clock.advance(5000);
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		assert.equal((await client.ended).code, 4004);
	});

	it("should only be refused when the owner's token check throws", async (context) => {
		const { server, logs } = await startServer(context, {
			authenticate: (token) => {
				throw new TypeError(token);
			},
		});
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		assert.equal((await client.ended).code, 4004);
		assert.deepEqual(logs, ["authenticate failed: TypeError"]);
	});

	it("should fail on command, with op 9 or a code", async (context) => {
		const { server, clock } = await startServer(context);
		server.setControlFlags(IDS.bot, { failNextIdentifies: 1 });
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		await client.settle();
		clock.advance(1000);
		assert.deepEqual(await client.next(), INVALID);
		server.setControlFlags(IDS.bot, { failNextIdentifies: 1, failCode: 4004 });
		client.send(2, IDENTIFY);
		assert.equal((await client.ended).code, 4004);
		await identifyMain(server);
	});

	it("should default to unprivileged intents before version 8", async (context) => {
		const { server } = await startServer(context, { privilegedIntents: 0 });
		const client = await connectMain(server, "/?v=7&encoding=json&compress=zlib-stream");
		client.send(2, { ...IDENTIFY, intents: undefined });
		await client.take(2);
		const [sessionId] = server.mainSessionIds;
		assert.equal(server.stats(sessionId!).intents, 53_575_421);
	});

	it("should leave no token in records and events", async (context) => {
		const { server, sessionId, events, logs } = await startMain(context);
		const [record] = server.received(sessionId);
		assert.deepEqual(record, { at: 0, kind: "json", op: 2, d: { ...IDENTIFY, token: "[redacted]" } });
		assert.equal(JSON.stringify([events, logs, server.stats(sessionId)]).includes(TOKEN), false);
	});
});
