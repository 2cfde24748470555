import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { seededRandom } from "../../shared/random.ts";
import { IDS } from "../main/fixtures/builders.ts";
import { eventsOf, settleMain, startMain } from "../support/mainFixtures.ts";
import { startGuildScript } from "./guildScript.ts";

/** GUILD_MESSAGES, GUILD_MESSAGE_REACTIONS, GUILD_MESSAGE_TYPING, MESSAGE_CONTENT, by hand from the docs. */
const INTENTS = (1 << 9) | (1 << 10) | (1 << 11) | (1 << 15);

/** Messages that a client receives in six turns. */
async function play(context: TestContext) {
	const { server, clock, client } = await startMain(context, { intents: INTENTS });
	const place = { guildId: IDS.guild, channelId: IDS.textChannel };
	const stop = startGuildScript({ server, ...place, interval: 10, random: seededRandom(3), timers: clock });
	clock.advance(60);
	const messages = await settleMain(client);
	stop();
	stop();
	clock.advance(60);
	assert.deepEqual(await settleMain(client), []);
	return messages;
}

describe("startGuildScript", () => {
	it("should type, write and react until stopped", async (context) => {
		const messages = await play(context);
		const turns = ["TYPING_START", "MESSAGE_CREATE", "MESSAGE_REACTION_ADD"];
		assert.deepEqual(eventsOf(messages), [...turns, ...turns]);
		const [first, second] = messages
			.filter(({ t }) => t === "MESSAGE_CREATE")
			.map(({ d }) => d as { id: string; content: string });
		assert.match(first?.content ?? "", /^message 1 of (?:ada|linus|grace)$/);
		assert.notEqual(first?.id, second?.id);
	});

	it("should be reproducible with the same randomness", async (context) => {
		assert.deepEqual(await play(context), await play(context));
	});
});
