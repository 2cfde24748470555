/** Muting and deafening, by moderators and users: which packets pass, and what main sessions see. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { SILENCE_FRAME } from "../../shared/rtp/opus.ts";
import { ALICE, BOB } from "../support/fixtures.ts";
import { settleMain, startMain } from "../support/mainFixtures.ts";
import { MediaClient } from "../support/MediaClient.ts";
import { Intent } from "../intents/index.ts";
import { IDS } from "../main/fixtures/builders.ts";
import type { GatewayServerOptions } from "../options.ts";

const INTENTS = { intents: Intent.GuildVoiceStates };
const update = (changes: object = {}) => ({ guild_id: IDS.guild, channel_id: IDS.voiceChannel, ...changes });

/** A user with a registered session, in the bot's channel. */
const ADA = { ...ALICE, serverId: IDS.guild, channelId: IDS.voiceChannel, userId: IDS.user, sessionId: "ada" };

/** The bot in a voice channel (via op 4), with Ada speaking. */
async function start(context: TestContext, options: GatewayServerOptions = {}) {
	const fixture = await startMain(context, INTENTS, options);
	const { server, client } = fixture;
	client.send(4, update());
	const [state, voice] = await settleMain(client);
	const { session_id: sessionId, user_id: userId } = state!.d as { session_id: string; user_id: string };
	const { token } = voice!.d as { token: string };
	const credentials = { serverId: IDS.guild, channelId: IDS.voiceChannel, userId, sessionId, token };
	const bot = await MediaClient.join(context, fixture, credentials);
	server.registerVoiceSession(ADA);
	const ada = await MediaClient.join(context, fixture, ADA);
	/** Number of packets the bot receives for one of Ada's. */
	const passed = async (): Promise<number> => {
		ada.speak();
		await ada.settle();
		return (await bot.settle()).length;
	};
	return { ...fixture, bot, ada, passed, botSession: `${IDS.guild}:${sessionId}` };
}

/** Voice states, one row each: user, mute, deaf, self_mute, self_deaf. */
async function seenBy(client: Parameters<typeof settleMain>[0]) {
	return (await settleMain(client)).map(({ d }) => {
		const state = d as Record<string, unknown>;
		return [state["user_id"], state["mute"], state["deaf"], state["self_mute"], state["self_deaf"]];
	});
}

describe("server deafen", () => {
	it("should stop packets to the bot until undone (case 15)", async (context) => {
		const { server, client, passed, botSession } = await start(context);
		assert.equal(await passed(), 1);
		server.media.setVoice(botSession, { deaf: true });
		assert.equal(await passed(), 0);
		assert.deepEqual(await seenBy(client), [[IDS.bot, false, true, false, false]]);
		server.media.setVoice(botSession, { deaf: false });
		assert.equal(await passed(), 1);
		assert.deepEqual(await seenBy(client), [[IDS.bot, false, false, false, false]]);
	});

	it("should persist when the bot changes its own flags", async (context) => {
		const { server, client, passed, botSession } = await start(context);
		server.media.setVoice(botSession, { deaf: true });
		client.send(4, update({ self_mute: true }));
		assert.deepEqual((await seenBy(client)).at(-1), [IDS.bot, false, true, true, false]);
		assert.equal(await passed(), 0);
	});

	it("should be visible for a shown registered user", async (context) => {
		const { server, client } = await start(context);
		server.media.setVoice(ADA.sessionId, { deaf: true });
		assert.deepEqual(await seenBy(client), []);
		assert.equal(server.media.show(ADA.sessionId), true);
		server.media.setVoice(ADA.sessionId, { mute: true });
		assert.deepEqual(await seenBy(client), [
			[IDS.user, false, true, false, false],
			[IDS.user, true, true, false, false],
		]);
	});
});

describe("self deafen", () => {
	/** By hand: the option, and the packets that a self-deafened bot receives for one. */
	for (const [selfDeaf, count] of [
		["forward", 1],
		["withhold", 0],
	] as const) {
		it(`should ${selfDeaf} packets (case 15)`, async (context) => {
			const { client, passed } = await start(context, { selfDeaf });
			client.send(4, update({ self_deaf: true }));
			await settleMain(client);
			assert.equal(await passed(), count);
			client.send(4, update({ self_deaf: false }));
			await settleMain(client);
			assert.equal(await passed(), 1);
		});
	}
});

describe("mute", () => {
	for (const flag of ["mute", "selfMute", "suppress"] as const) {
		it(`should end speech with five silence frames at ${flag}`, async (context) => {
			const { server, bot, ada, passed } = await start(context);
			assert.equal(await passed(), 1);
			server.media.setVoice(ADA.sessionId, { [flag]: true });
			const frames = await bot.settle();
			assert.deepEqual(
				frames.map(({ header, body }) => [header.sequence, header.timestamp, body]),
				[2, 3, 4, 5, 6].map((sequence) => [sequence, 960 * sequence, SILENCE_FRAME]),
			);
			assert.ok(frames.every(({ clear }) => clear[0] === 0x80));
			server.media.setVoice(ADA.sessionId, { [flag]: false });
			ada.speak();
			assert.equal((await bot.next()).header.sequence, 7, "renumbered after the silence");
		});
	}

	it("should drop the packets of a muted user", async (context) => {
		const { server, passed } = await start(context);
		server.media.setVoice(ADA.sessionId, { mute: true });
		assert.equal(await passed(), 0);
		assert.deepEqual(server.stats(ADA.sessionId).packets?.dropped, { muted: 1 });
	});

	it("should add no silence if sent or disabled", async (context) => {
		for (const silenceFrames of [true, false]) {
			const { bot, ada, passed } = await start(context, { silenceFrames });
			await passed();
			if (silenceFrames) ada.speak({}, SILENCE_FRAME);
			await ada.settle();
			ada.client.send(5, { speaking: 0, delay: 0, ssrc: ada.ssrc });
			await ada.client.settle();
			assert.equal((await bot.settle()).length, silenceFrames ? 1 : 0);
		}
	});

	it("should end speech when op 5 stops it", async (context) => {
		const { bot, ada, passed } = await start(context);
		await passed();
		ada.client.send(5, { speaking: 0, delay: 0, ssrc: ada.ssrc });
		await ada.client.settle();
		assert.equal((await bot.settle()).length, 5);
	});
});

describe("setVoice", () => {
	it("should reject unknown sessions and flags", async (context) => {
		const { server } = await startMain(context);
		assert.throws(() => server.media.setVoice("stranger", {}), /not registered: stranger/);
		assert.throws(
			() => server.media.setVoice(BOB.sessionId, { loud: true } as object),
			/voice flag is unknown: loud/,
		);
		assert.throws(
			() => server.media.setVoice(BOB.sessionId, { mute: 1 } as never),
			/mute must be a boolean, got 1/,
		);
	});
});

describe("show", () => {
	it("should announce joins with names, and leaves", async (context) => {
		const { server, client } = await start(context);
		const visitor = { ...ADA, userId: "104694319306248195", sessionId: "visitor" };
		server.registerVoiceSession(visitor);
		assert.equal(server.media.show("visitor", "Grace"), true);
		assert.equal(server.media.show(BOB.sessionId), false);
		const [came] = await settleMain(client);
		const { member, channel_id: channelId } = came!.d as {
			readonly member: { readonly user: { readonly id: string; readonly global_name: string } };
			readonly channel_id: string;
		};
		assert.deepEqual(
			[member.user.id, member.user.global_name, channelId],
			[visitor.userId, "Grace", IDS.voiceChannel],
		);
		await MediaClient.join(
			context,
			{ server, clock: { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} } },
			visitor,
		);
		server.unregisterVoiceSession("visitor");
		const [left] = await settleMain(client);
		assert.equal((left!.d as { readonly channel_id: null }).channel_id, null);
	});
});
