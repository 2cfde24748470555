import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { identifyOf, startServer } from "../../gateway-server/support/fixtures.ts";
import { identifyMain, settleMain } from "../../gateway-server/support/mainFixtures.ts";
import { TestClient } from "../../gateway-server/support/TestClient.ts";
import { Intent } from "../../gateway-server/intents/index.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { BotAccount } from "./BotAccount.ts";

describe("BotAccount", () => {
	it("should count Identifies, joins, seats and what was asked", async (context) => {
		const { server, clock } = await startServer(context, { voiceTheft: "both" });
		const account = new BotAccount(server);
		const sessions = [];
		for (const channelId of [IDS.voiceChannel, IDS.otherVoiceChannel]) {
			const { client, sessionId } = await identifyMain(server, { intents: Intent.GuildVoiceStates });
			client.send(4, { guild_id: IDS.guild, channel_id: channelId });
			const events = await settleMain(client);
			const { token } = events.find(({ t }) => t === "VOICE_SERVER_UPDATE")!.d as { token: string };
			const voice = await TestClient.open(server.url);
			voice.send(0, identifyOf({ serverId: IDS.guild, channelId, userId: IDS.bot, sessionId, token }));
			await voice.take(2);
			sessions.push(sessionId);
			clock.advance(5000);
		}
		assert.deepEqual([account.identifies, account.resumes, account.joins], [2, 0, 2]);
		assert.deepEqual(account.asked(sessions[1]!), [IDS.otherVoiceChannel]);
		assert.equal(account.mostSeats, 2);
	});
});
