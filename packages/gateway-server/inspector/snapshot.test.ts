import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, BOB, startServer } from "../support/fixtures.ts";
import { identifyMain, startMain } from "../support/mainFixtures.ts";
import { intentNames, SESSION_LIMIT, takeSnapshot } from "./snapshot.ts";

const NOTHING = { url: "", channels: [], at: 5 };

describe("takeSnapshot", () => {
	it("should contain sessions of both gateways and the bot", async (context) => {
		const { server, sessionId } = await startMain(context, { intents: 513, shard: [0, 2] });
		server.setControlFlags(server.botUser.id, { muteReady: true });
		server.setControlFlags(sessionId, { latency: 5 });
		const { sessions, bot, hiddenCount } = takeSnapshot(server, { ...NOTHING, url: "ws://x" });
		assert.deepEqual(
			sessions.map(({ id, gateway }) => [id, gateway]),
			[
				[ALICE.sessionId, "voice"],
				[BOB.sessionId, "voice"],
				[sessionId, "main"],
			],
		);
		const main = sessions[2]!;
		assert.deepEqual(main.intents, ["Guilds", "GuildMessages"]);
		assert.deepEqual(main.values, { latency: 5 });
		const { userId, shard, connection } = main.stats;
		assert.deepEqual({ userId, shard, connection }, { userId: bot.id, shard: [0, 2], connection: 1 });
		assert.deepEqual(bot, { id: server.botUser.id, name: "fixture-bot", values: { muteReady: true } });
		assert.equal(hiddenCount, 0);
	});

	it("should include away sessions but not ended ones", async (context) => {
		const { server, client, sessionId } = await startMain(context, {}, { maxConcurrency: 2 });
		server.disconnectSession(sessionId, 4000);
		await client.ended;
		const main = () => takeSnapshot(server, NOTHING).sessions.filter(({ gateway }) => gateway === "main");
		assert.deepEqual(
			main().map(({ stats }) => [stats.state, stats.connection]),
			[["away", undefined]],
		);
		server.invalidateSession(sessionId);
		assert.deepEqual(main(), []);
	});

	it("should have a time only after voice activity", async (context) => {
		const { server } = await startServer(context);
		assert.equal(takeSnapshot(server, NOTHING).at, 0);
		const channels = [{ channelId: "1", lanes: [] }];
		const snapshot = takeSnapshot(server, { ...NOTHING, channels });
		assert.deepEqual([snapshot.at, snapshot.channels], [5, channels]);
	});

	it("should contain only the latest sessions up to the limit", async (context) => {
		const { server } = await startServer(context);
		for (let index = 0; index < SESSION_LIMIT; index++) {
			server.registerVoiceSession({ ...ALICE, sessionId: `session ${index}` });
		}
		await identifyMain(server);
		const { sessions, hiddenCount } = takeSnapshot(server, NOTHING);
		assert.deepEqual([sessions.length, hiddenCount], [SESSION_LIMIT + 1, 2]);
		assert.equal(sessions[SESSION_LIMIT - 1]?.id, `session ${SESSION_LIMIT - 1}`);
	});
});

describe("intentNames", () => {
	const cases = [
		{ bits: 0, names: [] },
		{ bits: 1, names: ["Guilds"] },
		{ bits: 33_281, names: ["Guilds", "GuildMessages", "MessageContent"] },
		{ bits: 1 << 19, names: [] },
	];
	for (const { bits, names } of cases) {
		it(`should name ${bits}`, () => assert.deepEqual(intentNames(bits), names));
	}
});
