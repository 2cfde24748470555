/** Update Voice State (op 4): from the main gateway into a voice channel and out again, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { identifyOf } from "../../support/fixtures.ts";
import { identifyMain, settleMain, startMain, type MainMessage } from "../../support/mainFixtures.ts";
import { TestClient } from "../../support/TestClient.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import { Intent } from "../intents.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { IDS } from "./fixtures/builders.ts";

const INTENTS = { intents: Intent.GuildVoiceStates };
const update = (channelId: string | null, changes: object = {}) => ({
	guild_id: IDS.guild,
	channel_id: channelId,
	self_mute: false,
	self_deaf: false,
	...changes,
});

/** Asks for a channel and returns the voice state and the voice server that come. */
async function ask(client: TestClient, channelId: string): Promise<ReadonlyArray<MainMessage>> {
	client.send(4, update(channelId));
	return settleMain(client);
}

/** Credentials out of the two events. */
function credentialsOf([state, server]: ReadonlyArray<MainMessage>): VoiceCredentials {
	const { session_id: sessionId, channel_id: channelId } = state?.d as { session_id: string; channel_id: string };
	const { token } = server?.d as { token: string };
	return { serverId: IDS.guild, channelId, userId: IDS.bot, sessionId, token };
}

async function joinVoice(server: GatewayServer, credentials: VoiceCredentials): Promise<TestClient> {
	const client = await TestClient.open(server.url);
	await client.next();
	client.send(0, identifyOf(credentials));
	assert.equal(((await client.next()) as { op: number }).op, 2);
	return client;
}

describe("Update Voice State", () => {
	it("should bring a voice state and a voice server, whose credentials the voice gateway takes", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const events = await ask(client, IDS.voiceChannel);
		const { token, sessionId } = credentialsOf(events);
		const [state, voiceServer] = events;
		assert.equal(state?.t, "VOICE_STATE_UPDATE");
		const { user_id: userId, member } = state.d as { user_id: string; member: { user: { id: string } } };
		assert.deepEqual([userId, member.user.id], [IDS.bot, IDS.bot]);
		assert.equal(voiceServer?.t, "VOICE_SERVER_UPDATE");
		assert.deepEqual(voiceServer.d, { token, guild_id: IDS.guild, endpoint: server.endpoint });
		const voice = await joinVoice(server, credentialsOf(events));
		assert.equal(server.stats(sessionId).state, "connected");
		assert.equal(voice.socket.readyState, voice.socket.OPEN);
	});

	it("should tell who has the intent, and give the voice server to the asking session alone", async (context) => {
		const { server, client, clock } = await startMain(context, INTENTS);
		clock.advance(5000);
		const watcher = await identifyMain(server, INTENTS);
		clock.advance(5000);
		const blind = await identifyMain(server);
		await ask(client, IDS.voiceChannel);
		assert.deepEqual(
			(await settleMain(watcher.client)).map(({ t }) => t),
			["VOICE_STATE_UPDATE"],
		);
		assert.deepEqual(await blind.client.settle(), []);
	});

	it("should close the voice client of a move with 4014, keep its session id and renew its token", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const before = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, before);
		const after = credentialsOf(await ask(client, IDS.otherVoiceChannel));
		assert.equal((await voice.ended).code, 4014);
		assert.equal(after.sessionId, before.sessionId);
		assert.notEqual(after.token, before.token);
		assert.equal(after.channelId, IDS.otherVoiceChannel);
		const stale = await TestClient.open(server.url);
		stale.send(0, identifyOf(before));
		assert.equal((await stale.ended).code, 4004);
		await joinVoice(server, after);
	});

	it("should change mute and deaf without another voice server", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const credentials = credentialsOf(await ask(client, IDS.voiceChannel));
		await joinVoice(server, credentials);
		client.send(4, update(IDS.voiceChannel, { self_mute: true }));
		const [state, ...rest] = await settleMain(client);
		assert.equal((state?.d as { self_mute: boolean }).self_mute, true);
		assert.deepEqual(rest, []);
		assert.equal(server.stats(credentials.sessionId).state, "connected");
	});

	it("should close the voice client on leaving, and forget its session", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const credentials = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, credentials);
		client.send(4, update(null));
		const [state, ...rest] = await settleMain(client);
		assert.equal((state?.d as { channel_id: null }).channel_id, null);
		assert.deepEqual(rest, []);
		assert.equal((await voice.ended).code, 4014);
		assert.throws(() => server.stats(credentials.sessionId), /not registered/);
		client.send(4, update(null));
		assert.deepEqual(await client.settle(), []);
	});

	it("should leave when the session of the main gateway ends, and stay while it may resume", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context, INTENTS);
		clock.advance(5000);
		const watcher = await identifyMain(server, INTENTS);
		const credentials = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, credentials);
		await watcher.client.settle();
		server.dropSession(sessionId);
		await client.ended;
		assert.equal(server.stats(credentials.sessionId).state, "connected");
		server.invalidateSession(sessionId);
		assert.equal((await voice.ended).code, 4014);
		const [state] = await settleMain(watcher.client);
		assert.equal((state?.d as { channel_id: null }).channel_id, null);
	});

	it("should pass from one session of the bot to another that asks", async (context) => {
		const { server, client, clock } = await startMain(context, INTENTS);
		const first = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, first);
		clock.advance(5000);
		const other = await identifyMain(server, INTENTS);
		const second = credentialsOf(await ask(other.client, IDS.voiceChannel));
		assert.equal((await voice.ended).code, 4014);
		assert.notEqual(second.sessionId, first.sessionId);
	});

	it("should show in GUILD_CREATE who is in voice", async (context) => {
		const { server, client, clock } = await startMain(context, INTENTS);
		await ask(client, IDS.voiceChannel);
		clock.advance(5000);
		const { opening } = await identifyMain(server, { intents: Intent.Guilds });
		const { voice_states: states } = opening[1]?.d as { voice_states: ReadonlyArray<{ user_id: string }> };
		assert.deepEqual(
			states.map((state) => state.user_id),
			[IDS.user, IDS.bot],
		);
	});

	for (const [name, d] of [
		["a guild that does not exist", update(IDS.voiceChannel, { guild_id: "1" })],
		["a channel that does not exist", update("1")],
		["a text channel", update(IDS.textChannel)],
	] as const) {
		it(`should not be answered for ${name}`, async (context) => {
			const { client } = await startMain(context, INTENTS);
			client.send(4, d);
			assert.deepEqual(await client.settle(), []);
		});
	}

	it("should end with 1001 on both gateways when the server closes", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const voice = await joinVoice(server, credentialsOf(await ask(client, IDS.voiceChannel)));
		await server.close();
		assert.deepEqual([(await client.ended).code, (await voice.ended).code], [1001, 1001]);
	});

	it("should move the bot as somebody who drags it: a voice state, 4014, and another voice server", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const events = await ask(client, IDS.voiceChannel);
		const voice = await joinVoice(server, credentialsOf(events));
		assert.equal(server.moveBot(IDS.guild, IDS.otherVoiceChannel), true);
		const moved = await settleMain(client);
		const [before, after] = [credentialsOf(events), credentialsOf(moved)];
		assert.deepEqual([after.channelId, after.sessionId], [IDS.otherVoiceChannel, before.sessionId]);
		assert.notEqual(after.token, before.token);
		assert.equal((await voice.ended).code, 4014);
		await joinVoice(server, after);
	});

	it("should move nobody who is in no channel, nor to what is no voice channel", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		assert.equal(server.moveBot(IDS.guild, IDS.voiceChannel), false);
		await ask(client, IDS.voiceChannel);
		assert.equal(server.moveBot(IDS.guild, IDS.textChannel), false);
		assert.equal(server.moveBot("1", IDS.voiceChannel), false);
		assert.deepEqual(await settleMain(client), []);
	});
});
