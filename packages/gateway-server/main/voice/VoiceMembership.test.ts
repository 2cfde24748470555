/** Update Voice State (op 4): from the main gateway into a voice channel and out again, over real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { identifyOf } from "../../support/fixtures.ts";
import { identifyMain, settleMain, startMain, type MainMessage } from "../../support/mainFixtures.ts";
import { TestClient } from "../../support/TestClient.ts";
import { GatewayServer } from "../../GatewayServer.ts";
import { Intent } from "../../intents/index.ts";
import type { GatewayServerOptions } from "../../options.ts";
import type { VoiceCredentials } from "../../voice/VoiceSession.ts";
import { IDS } from "../fixtures/builders.ts";

const INTENTS = { intents: Intent.GuildVoiceStates };
const update = (channelId: string | null, changes: object = {}) => ({
	guild_id: IDS.guild,
	channel_id: channelId,
	self_mute: false,
	self_deaf: false,
	...changes,
});

/** Requests a channel, and returns the voice state and voice server received. */
async function ask(client: TestClient, channelId: string): Promise<ReadonlyArray<MainMessage>> {
	client.send(4, update(channelId));
	return settleMain(client);
}

/** Credentials from the two events. */
function credentialsOf([state, server]: ReadonlyArray<MainMessage>): VoiceCredentials {
	const { session_id: sessionId, channel_id: channelId } = state?.d as { session_id: string; channel_id: string };
	const { token } = server?.d as { token: string };
	return { serverId: IDS.guild, channelId, userId: IDS.bot, sessionId, token };
}

/** Id of a voice session for commands. */
const voiceIdOf = ({ sessionId }: VoiceCredentials) => `${IDS.guild}:${sessionId}`;

async function joinVoice(server: GatewayServer, credentials: VoiceCredentials): Promise<TestClient> {
	const client = await TestClient.open(server.url);
	await client.next();
	client.send(0, identifyOf(credentials));
	assert.equal(((await client.next()) as { op: number }).op, 2);
	return client;
}

describe("Update Voice State", () => {
	it("should send credentials that the voice gateway accepts", async (context) => {
		const { server, client, sessionId } = await startMain(context, INTENTS);
		const events = await ask(client, IDS.voiceChannel);
		const { token } = credentialsOf(events);
		const [state, voiceServer] = events;
		assert.equal(state?.t, "VOICE_STATE_UPDATE");
		const { user_id: userId, member } = state.d as { user_id: string; member: { user: { id: string } } };
		assert.deepEqual([userId, member.user.id], [IDS.bot, IDS.bot]);
		assert.equal(voiceServer?.t, "VOICE_SERVER_UPDATE");
		assert.deepEqual(voiceServer.d, { token, guild_id: IDS.guild, endpoint: server.endpoint });
		const voice = await joinVoice(server, credentialsOf(events));
		assert.equal(credentialsOf(events).sessionId, sessionId);
		assert.deepEqual(server.voiceSessionIds.at(-1), voiceIdOf(credentialsOf(events)));
		assert.equal(server.stats(voiceIdOf(credentialsOf(events))).state, "connected");
		assert.equal(voice.socket.readyState, voice.socket.OPEN);
	});

	it("should send state by intent, server to its requester only", async (context) => {
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

	it("should close with 4014 on a move, and renew tokens", async (context) => {
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
		assert.equal((await stale.ended).code, 4006);
		await joinVoice(server, after);
	});

	it("should change mute and deaf without a new voice server", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const credentials = credentialsOf(await ask(client, IDS.voiceChannel));
		await joinVoice(server, credentials);
		client.send(4, update(IDS.voiceChannel, { self_mute: true }));
		const [state, ...rest] = await settleMain(client);
		assert.equal((state?.d as { self_mute: boolean }).self_mute, true);
		assert.deepEqual(rest, []);
		assert.equal(server.stats(voiceIdOf(credentials)).state, "connected");
	});

	it("should close and forget the voice session on leaving", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		const credentials = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, credentials);
		client.send(4, update(null));
		const [state, ...rest] = await settleMain(client);
		assert.equal((state?.d as { channel_id: null }).channel_id, null);
		assert.deepEqual(rest, []);
		assert.equal((await voice.ended).code, 4014);
		assert.throws(() => server.stats(voiceIdOf(credentials)), /not registered/);
		client.send(4, update(null));
		assert.deepEqual(await client.settle(), []);
	});

	it("should leave only once the main session cannot resume", async (context) => {
		const { server, client, sessionId, clock } = await startMain(context, INTENTS);
		clock.advance(5000);
		const watcher = await identifyMain(server, INTENTS);
		const credentials = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, credentials);
		await watcher.client.settle();
		server.dropSession(sessionId);
		await client.ended;
		assert.equal(server.stats(voiceIdOf(credentials)).state, "connected");
		server.invalidateSession(sessionId);
		assert.equal((await voice.ended).code, 4014);
		const [state] = await settleMain(watcher.client);
		assert.equal((state?.d as { channel_id: null }).channel_id, null);
	});

	it("should move to another session of the bot on request", async (context) => {
		const { server, client, clock } = await startMain(context, INTENTS);
		const first = credentialsOf(await ask(client, IDS.voiceChannel));
		const voice = await joinVoice(server, first);
		clock.advance(5000);
		const other = await identifyMain(server, INTENTS);
		const second = credentialsOf(await ask(other.client, IDS.voiceChannel));
		assert.equal((await voice.ended).code, 4014);
		assert.notEqual(second.sessionId, first.sessionId);
	});

	it("should show voice members in GUILD_CREATE", async (context) => {
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

	it("should move the bot with 4014 and another server", async (context) => {
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

	it("should only move a bot between voice channels", async (context) => {
		const { server, client } = await startMain(context, INTENTS);
		assert.equal(server.moveBot(IDS.guild, IDS.voiceChannel), false);
		await ask(client, IDS.voiceChannel);
		assert.equal(server.moveBot(IDS.guild, IDS.textChannel), false);
		assert.equal(server.moveBot("1", IDS.voiceChannel), false);
		assert.deepEqual(await settleMain(client), []);
	});
});

/** The response to op 4 for the bot's current channel. */
describe("Update Voice State for the same channel", () => {
	async function startVoice(context: Parameters<typeof startMain>[0], options: GatewayServerOptions = {}) {
		const fixture = await startMain(context, INTENTS, options);
		const credentials = credentialsOf(await ask(fixture.client, IDS.voiceChannel));
		return { ...fixture, credentials, voice: await joinVoice(fixture.server, credentials) };
	}

	/** By hand: option, and the events of an op 4 that changes nothing while the voice connection is up. */
	const living: ReadonlyArray<readonly ["ignore" | "state" | "server", ReadonlyArray<string>]> = [
		["ignore", []],
		["state", ["VOICE_STATE_UPDATE"]],
		["server", ["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]],
	];
	for (const [voiceRejoin, events] of living) {
		it(`should send ${events.join(" and ") || "nothing"} while voice is connected, with ${voiceRejoin}`, async (context) => {
			const { client, server, credentials, voice } = await startVoice(context, { voiceRejoin });
			const answer = await ask(client, IDS.voiceChannel);
			assert.deepEqual(
				answer.map(({ t }) => t),
				events,
			);
			if (voiceRejoin !== "server") return assert.equal(voice.socket.readyState, voice.socket.OPEN);
			assert.equal((await voice.ended).code, 4014);
			assert.notEqual(credentialsOf(answer).token, credentials.token);
			await joinVoice(server, credentialsOf(answer));
		});
	}

	/** By hand: how the voice session ends, and the code of an Identify with the earlier credentials. */
	const endings: ReadonlyArray<readonly [name: string, code: number]> = [
		["4006", 4006],
		["4009", 4009],
		["4014", 4014],
		["4015, not resumed", 4015],
		["4022", 4022],
	];
	for (const [name, code] of endings) {
		it(`should send another voice server after ${name}`, async (context) => {
			const { client, server, credentials, voice } = await startVoice(context);
			server.disconnectSession(voiceIdOf(credentials), code);
			assert.equal((await voice.ended).code, code);
			const answer = await ask(client, IDS.voiceChannel);
			assert.deepEqual(
				answer.map(({ t }) => t),
				["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"],
			);
			assert.notEqual(credentialsOf(answer).token, credentials.token);
			const stale = await TestClient.open(server.url);
			stale.send(0, identifyOf(credentials));
			assert.equal((await stale.ended).code, 4006);
			await joinVoice(server, credentialsOf(answer));
		});
	}

	it("should close with 4006 on ended credentials", async (context) => {
		const { server, credentials, voice } = await startVoice(context);
		server.disconnectSession(voiceIdOf(credentials), 4009);
		await voice.ended;
		const stale = await TestClient.open(server.url);
		stale.send(0, identifyOf(credentials));
		assert.equal((await stale.ended).code, 4006);
	});

	it("should accept credentials again after the client itself left", async (context) => {
		const { server, credentials, voice } = await startVoice(context);
		voice.socket.close(1000);
		await voice.ended;
		await joinVoice(server, credentials);
	});

	it("should send the same voice server until voice connects", async (context) => {
		const { client } = await startMain(context, INTENTS);
		const first = credentialsOf(await ask(client, IDS.voiceChannel));
		assert.deepEqual(credentialsOf(await ask(client, IDS.voiceChannel)), first);
		client.send(4, update(IDS.voiceChannel, { self_deaf: true }));
		assert.deepEqual(
			(await settleMain(client)).map(({ t }) => t),
			["VOICE_STATE_UPDATE"],
		);
	});

	it("should keep early voice session flags over a move", async (context) => {
		const { server, client, sessionId } = await startMain(context, INTENTS);
		server.setControlFlags(`${IDS.guild}:${sessionId}`, { failNextIdentifies: 1, failCode: 4011 });
		await ask(client, IDS.voiceChannel);
		const credentials = credentialsOf(await ask(client, IDS.otherVoiceChannel));
		const refused = await TestClient.open(server.url);
		refused.send(0, identifyOf(credentials));
		assert.equal((await refused.ended).code, 4011);
		await joinVoice(server, credentials);
	});

	it("should refuse a late Resume after another voice server", async (context) => {
		const { client, server, credentials, voice } = await startVoice(context);
		server.dropSession(voiceIdOf(credentials));
		await voice.ended;
		const after = credentialsOf(await ask(client, IDS.voiceChannel));
		const late = await TestClient.open(server.url);
		late.send(7, {
			server_id: IDS.guild,
			session_id: credentials.sessionId,
			token: credentials.token,
			seq_ack: -1,
		});
		assert.equal((await late.ended).code, 4006);
		await joinVoice(server, after);
	});
});

/** A second main session of the same bot that joins voice in the same guild. */
describe("theft of a voice seat", () => {
	async function steal(context: Parameters<typeof startMain>[0], options: GatewayServerOptions) {
		const fixture = await startMain(context, INTENTS, options);
		const first = credentialsOf(await ask(fixture.client, IDS.voiceChannel));
		const voice = await joinVoice(fixture.server, first);
		fixture.clock.advance(5000);
		const thief = await identifyMain(fixture.server, INTENTS);
		await settleMain(fixture.client);
		const events = await ask(thief.client, IDS.voiceChannel);
		const seen = await settleMain(fixture.client);
		return { ...fixture, first, voice, thief, events, seen, second: credentialsOf(events) };
	}

	for (const voiceTheft of [4014, 4006, 4022] as const) {
		it(`should close the first session's voice with ${voiceTheft} (case 21)`, async (context) => {
			const { server, voice, seen, first, second, thief } = await steal(context, { voiceTheft });
			assert.equal((await voice.ended).code, voiceTheft);
			assert.deepEqual(
				seen.map(({ t }) => t),
				["VOICE_STATE_UPDATE"],
			);
			assert.equal((seen[0]?.d as { session_id: string }).session_id, thief.sessionId);
			assert.equal(second.sessionId, thief.sessionId);
			const stale = await TestClient.open(server.url);
			stale.send(0, identifyOf(first));
			assert.equal((await stale.ended).code, 4006);
			await joinVoice(server, second);
		});
	}

	it("should keep the first's voice connection on demand (case 21)", async (context) => {
		const { server, client, voice, seen, first, second } = await steal(context, { voiceTheft: "none" });
		assert.equal((seen[0]?.d as { session_id: string }).session_id, second.sessionId);
		await joinVoice(server, second);
		assert.equal(server.stats(voiceIdOf(first)).state, "connected");
		assert.equal(voice.socket.readyState, voice.socket.OPEN);
		client.send(4, update(null));
		assert.deepEqual(await settleMain(client), []);
	});

	it("should keep both connected on demand", async (context) => {
		const { server, client, voice, seen, first, second, thief } = await steal(context, { voiceTheft: "both" });
		assert.deepEqual(
			seen.map(({ t }) => t),
			["VOICE_STATE_UPDATE"],
		);
		await joinVoice(server, second);
		assert.deepEqual(
			[first, second].map((who) => server.stats(voiceIdOf(who)).state),
			["connected", "connected"],
		);
		assert.equal(voice.socket.readyState, voice.socket.OPEN);
		await settleMain(client);
		thief.client.send(4, update(null));
		await settleMain(thief.client);
		const states = (await settleMain(client)).map(
			({ d }) => d as { session_id: string; channel_id: string | null },
		);
		assert.deepEqual(
			states.map((state) => [state.session_id, state.channel_id]),
			[
				[second.sessionId, null],
				[first.sessionId, IDS.voiceChannel],
			],
		);
		client.send(4, update(null));
		assert.equal((await voice.ended).code, 4014);
	});

	it("should ignore a leave from a session without a seat", async (context) => {
		const { client, server, second } = await steal(context, {});
		const voice = await joinVoice(server, second);
		client.send(4, update(null));
		assert.deepEqual(await settleMain(client), []);
		assert.equal(voice.socket.readyState, voice.socket.OPEN);
	});

	it("should send the voice server to all sessions on demand", async (context) => {
		const { seen, events } = await steal(context, { voiceServerTo: "all" });
		assert.deepEqual(
			seen.map(({ t }) => t),
			["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"],
		);
		assert.deepEqual(seen[1]?.d, events[1]?.d);
	});
});

describe("voiceServerDelay", () => {
	const DELAYED = { voiceServerDelay: 300 };
	const namesOf = (events: ReadonlyArray<MainMessage>) => events.map(({ t }) => t);

	it("should send the voice server after the delay", async (context) => {
		const { client, clock } = await startMain(context, INTENTS, DELAYED);
		assert.deepEqual(namesOf(await ask(client, IDS.voiceChannel)), ["VOICE_STATE_UPDATE"]);
		clock.advance(299);
		assert.deepEqual(await settleMain(client), []);
		clock.advance(1);
		assert.deepEqual(namesOf(await settleMain(client)), ["VOICE_SERVER_UPDATE"]);
	});

	for (const [what, channelId, expected] of [
		["drop the voice server of a channel that the bot left", null, []],
		["send only the last voice server after a move", IDS.otherVoiceChannel, ["VOICE_SERVER_UPDATE"]],
	] as const) {
		it(`should ${what}`, async (context) => {
			const { client, clock } = await startMain(context, INTENTS, DELAYED);
			await ask(client, IDS.voiceChannel);
			clock.advance(200);
			client.send(4, update(channelId));
			assert.deepEqual(namesOf(await settleMain(client)), ["VOICE_STATE_UPDATE"]);
			clock.advance(300);
			assert.deepEqual(namesOf(await settleMain(client)), expected);
		});
	}
});

describe("options of voice", () => {
	for (const [name, value] of [
		["voiceTheft", 4015],
		["voiceTheft", "4014"],
		["voiceRejoin", "none"],
		["voiceServerTo", true],
		["voiceServerDelay", -1],
		["unversionedVoice", 4],
	] as const) {
		it(`should refuse ${String(value)} as ${name}`, () => {
			assert.throws(() => new GatewayServer({ [name]: value }), new RegExp(`${name} must be .*got ${value}`));
		});
	}
});
