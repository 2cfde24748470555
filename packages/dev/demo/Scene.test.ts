/** The scene with DAVE: published clients are its people, and the test plays the Roblox side. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Intent } from "../../gateway-server/intents/index.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { DaveClient } from "../../gateway-server/support/DaveClient.ts";
import { IDENTIFY, settleMain } from "../../gateway-server/support/mainFixtures.ts";
import { TestClient } from "../../gateway-server/support/TestClient.ts";
import type { DavePeer } from "../../gateway-server/support/DavePeer.ts";
import { PEOPLE } from "./guild.ts";
import { Scene } from "./Scene.ts";

/** Milliseconds between two checks. */
const LOOK_INTERVAL = 5;

/** Reads the page's event stream until it contains `words`. */
async function pageReceives(page: string, words: string): Promise<void> {
	const ending = new AbortController();
	const response = await fetch(`${page}/events`, { signal: ending.signal });
	let text = "";
	for await (const chunk of response.body!) {
		text += Buffer.from(chunk).toString();
		if (text.includes(words)) break;
	}
	ending.abort();
	assert.ok(text.includes(words), `the page did not receive ${words}`);
}

/** Joins the voice channel, starting from the bot token. */
async function joinAsBot(context: TestContext, url: string): Promise<DaveClient> {
	const main = await TestClient.open(url, "/?v=10&encoding=json");
	context.after(() => main.socket.terminate());
	await main.next();
	main.send(2, { ...IDENTIFY, intents: Intent.GuildVoiceStates });
	await settleMain(main);
	main.send(4, { guild_id: IDS.guild, channel_id: IDS.voiceChannel, self_mute: true, self_deaf: true });
	const [state, voice] = await settleMain(main);
	const { session_id: sessionId } = state!.d as { session_id: string };
	const { token } = voice!.d as { token: string };
	const server = { url, voiceSessionIds: [sessionId], registerVoiceSession: () => {} };
	const credentials = { serverId: IDS.guild, channelId: IDS.voiceChannel, userId: IDS.bot, sessionId, token };
	const client = await DaveClient.join(server, credentials);
	context.after(() => client.client.socket.terminate());
	return client;
}

describe("Scene", () => {
	it("should show everyone's privacy code on its page", async (context) => {
		const scene = new Scene(() => {}, true);
		context.after(() => scene.close());
		await scene.open();
		const page = await scene.watch();
		scene.invite(() => {});
		// the scene starts when the bot joins
		const hasNoCode = (codes: ReadonlyArray<string>): boolean => codes.length === 0;
		while ([...scene.guestCodes.values()].some(hasNoCode)) await delay(LOOK_INTERVAL);
		const bot = await joinAsBot(context, `ws://${scene.endpoint}`);
		const isShared = ({ privacyCode: code }: DavePeer): boolean =>
			code !== "" && [...scene.guestCodes.values()].every((codes) => codes.includes(code));
		while (!isShared(bot.peer)) {
			await bot.turn();
			await delay(LOOK_INTERVAL);
		}
		const { epoch, privacyCode: code } = bot.peer;
		scene.reportCode({ epoch: epoch!, code });
		const [ada, linus] = PEOPLE.map(({ credentials }) => credentials.userId);
		for (const userId of [ada, linus, IDS.bot]) await pageReceives(page, `"${userId}":"${code}"`);
		assert.deepEqual([...scene.guestCodes.keys()], ["Ada", "Linus"]);
	});
});
