/**
 * A foreign process with the bot's token takes the seat, in each way in which Discord may let it (fleet.md, section 2). The
 * relay says so, and does not fight. Real processes, real seconds.
 */

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { describe, it, type TestContext } from "node:test";
import { Intent } from "../../gateway-server/intents/index.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { GatewayServerOptions } from "../../gateway-server/options.ts";
import { identifyMain } from "../../gateway-server/support/mainFixtures.ts";
import { startRoomStage, CHANNELS } from "./roomStage.ts";
import { LinkWatcher } from "./LinkWatcher.ts";
import { until } from "./until.ts";

/** Milliseconds for which nobody may fight; the one retry comes after 60 s. */
const CALM = 10_000;

/** Milliseconds between two Identifies of a bot. */
const IDENTIFY_WINDOW = 5000;

async function steal(context: TestContext, voiceTheft: GatewayServerOptions["voiceTheft"]) {
	const { server, account, relay } = await startRoomStage(context, { voiceTheft: voiceTheft! });
	const watcher = new LinkWatcher(relay.url, {
		token: relay.token,
		room: { guild: IDS.guild, channel: CHANNELS.main },
	});
	watcher.start();
	context.after(() => watcher.stop());
	const { room } = watcher;
	const seen = (): string => `${room.speakers} ${room.reason} ${watcher.problems.join()}`;
	await until(seen, () => room.speakers === "live");
	const [ours = ""] = server.mainSessionIds;
	await delay(IDENTIFY_WINDOW);
	const thief = await identifyMain(server, { intents: Intent.GuildVoiceStates });
	thief.client.send(4, { guild_id: IDS.guild, channel_id: CHANNELS.other, self_mute: false, self_deaf: false });
	await until(seen, () => room.speakers !== "live");
	const askedBefore = account.asked(ours).length;
	await delay(CALM);
	return { server, account, room, watcher, ours, thief, askedBefore };
}

describe("theft of the seat", { concurrency: true }, () => {
	for (const voiceTheft of [4014, 4006, "both"] as const) {
		it(`should end the seat without a fight, voice theft ${voiceTheft}`, async (context) => {
			const { server, account, room, watcher, ours, thief, askedBefore } = await steal(context, voiceTheft);
			assert.equal(room.speakers, "none");
			assert.match(room.reason, /\w/);
			context.diagnostic(`speakers: none, ${room.reason}`);
			assert.deepEqual([askedBefore, account.asked(ours).length], [1, 1]);
			const bot = server.channels.voiceStates(IDS.guild).find(({ user_id: userId }) => userId === IDS.bot);
			assert.equal(bot?.session_id, thief.sessionId);
			assert.equal(account.identifies, 2, "one of the relay, one of the thief");
			assert.deepEqual([room.faults, watcher.problems, watcher.opens], [[], [], 1]);
		});
	}
});
