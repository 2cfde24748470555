/** Channels that change, and who is in them, over real sockets. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ALICE, identifyOf } from "../../support/fixtures.ts";
import { eventsOf, identifyMain, settleMain, startMain, type MainMessage } from "../../support/mainFixtures.ts";
import { TestClient } from "../../support/TestClient.ts";
import { Intent } from "../../intents/index.ts";
import type { GatewayServerOptions } from "../../options.ts";
import {
	BOT,
	buildGuild,
	buildMember,
	buildVoiceChannel,
	buildVoiceState,
	IDS,
	snowflake,
} from "../fixtures/builders.ts";
import type { Guild, VoiceChannel } from "../fixtures/types.ts";

const INTENTS = { intents: Intent.Guilds | Intent.GuildVoiceStates };
const CONNECT = String(1 << 20);
const STRANGER = snowflake(77);

const joinOf = (channelId: string | null) => ({ guild_id: IDS.guild, channel_id: channelId });

/** A guild with one voice channel, where one person is. */
function guildWith(changes: Partial<VoiceChannel>): Guild {
	return buildGuild({
		channels: [buildVoiceChannel(changes)],
		members: [buildMember({ user: BOT }), buildMember()],
		voice_states: [buildVoiceState()],
	});
}

async function start(context: TestContext, options: GatewayServerOptions = {}) {
	const fixture = await startMain(context, INTENTS, options);
	/** Sends op 4, and returns the events that follow. */
	const join = async (channelId: string | null): Promise<ReadonlyArray<MainMessage>> => {
		fixture.client.send(4, joinOf(channelId));
		return settleMain(fixture.client);
	};
	return { ...fixture, join };
}

/** Connects the bot's voice session. */
async function enter(url: string, [state, server]: ReadonlyArray<MainMessage>): Promise<TestClient> {
	const { session_id: sessionId, channel_id: channelId } = state!.d as { session_id: string; channel_id: string };
	const { token } = server!.d as { token: string };
	const client = await TestClient.open(url);
	client.send(0, identifyOf({ serverId: IDS.guild, channelId, userId: IDS.bot, sessionId, token }));
	await client.take(2);
	return client;
}

/** User and channel of each VOICE_STATE_UPDATE. */
function movesOf(events: ReadonlyArray<MainMessage>): ReadonlyArray<unknown> {
	return events
		.filter(({ t }) => t === "VOICE_STATE_UPDATE")
		.map(({ d }) => {
			const { user_id: userId, channel_id: channelId } = d as { user_id: string; channel_id: string | null };
			return [userId, channelId];
		});
}

describe("op 4 into a channel", () => {
	for (const [what, changes] of [
		["that is full", { user_limit: 1 }],
		["without CONNECT", { permission_overwrites: [{ id: IDS.guild, type: 0, allow: "0", deny: CONNECT }] }],
	] as const) {
		it(`should get no answer ${what}`, async (context) => {
			const { join } = await start(context, { guilds: [guildWith(changes)] });
			assert.deepEqual(await join(IDS.voiceChannel), []);
		});
	}

	it("should be answered once a full channel has room", async (context) => {
		const { server, client, join } = await start(context, { guilds: [guildWith({ user_limit: 1 })] });
		assert.equal(server.channels.place(IDS.guild, IDS.user, null), true);
		assert.deepEqual(movesOf(await settleMain(client)), [[IDS.user, null]]);
		assert.deepEqual(eventsOf(await join(IDS.voiceChannel)), ["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]);
	});

	it("should keep a bot that is in a full channel", async (context) => {
		const { server, client, join } = await start(context);
		await join(IDS.voiceChannel);
		server.channels.update(IDS.voiceChannel, { user_limit: 1 });
		await settleMain(client);
		client.send(4, { ...joinOf(IDS.voiceChannel), self_mute: true });
		assert.deepEqual(eventsOf(await settleMain(client)), ["VOICE_STATE_UPDATE"]);
	});
});

describe("ChannelControls", () => {
	it("should disconnect the bot with 4014", async (context) => {
		const { server, client, join } = await start(context);
		assert.equal(server.channels.disconnectBot(IDS.guild), false);
		const voice = await enter(server.url, await join(IDS.voiceChannel));
		assert.equal(server.channels.disconnectBot(IDS.guild), true);
		assert.equal((await voice.ended).code, 4014);
		assert.deepEqual(movesOf(await settleMain(client)), [[IDS.bot, null]]);
		assert.equal(server.channels.disconnectBot(IDS.guild), false);
	});

	it("should place and remove users without a voice session", async (context) => {
		const { server, client } = await start(context);
		const { channels } = server;
		assert.equal(channels.place(IDS.guild, STRANGER, IDS.voiceChannel, { name: "Eve", selfMute: true }), true);
		assert.equal(channels.place(IDS.guild, STRANGER, IDS.otherVoiceChannel), true);
		assert.deepEqual(
			channels.voiceStates(IDS.guild).map(({ user_id: userId, channel_id: channelId }) => [userId, channelId]),
			[
				[IDS.user, IDS.voiceChannel],
				[STRANGER, IDS.otherVoiceChannel],
			],
		);
		assert.equal(channels.place(IDS.guild, STRANGER, null), true);
		const events = await settleMain(client);
		assert.deepEqual(movesOf(events), [
			[STRANGER, IDS.voiceChannel],
			[STRANGER, IDS.otherVoiceChannel],
			[STRANGER, null],
		]);
		const { self_mute: isMuted, member } = events[0]!.d as {
			self_mute: boolean;
			member: { user: { username: string } };
		};
		assert.deepEqual([isMuted, member.user.username], [true, "eve"]);
	});

	it("should refuse a place that is not a voice channel", async (context) => {
		const { server } = await start(context);
		assert.equal(server.channels.place(IDS.guild, STRANGER, IDS.textChannel), false);
		assert.equal(server.channels.place("1", STRANGER, null), false);
		assert.throws(() => server.channels.place(IDS.guild, STRANGER, null, { loud: true } as object), /voice flag/);
	});

	it("should show a placed stranger in GUILD_CREATE", async (context) => {
		const { server, clock } = await start(context);
		server.channels.place(IDS.guild, STRANGER, IDS.voiceChannel);
		clock.advance(5000);
		const { opening } = await identifyMain(server, INTENTS);
		const { members, member_count: count } = opening[1]!.d as Guild & { member_count: number };
		assert.deepEqual(
			members.map(({ user }) => user.id),
			[IDS.bot, IDS.user, STRANGER],
		);
		assert.equal(count, 5);
	});

	it("should change a channel, but neither its ID nor its guild", async (context) => {
		const { server, client } = await start(context);
		const changes = { name: "Lobby", user_limit: 5, id: "1", guild_id: "2" };
		assert.equal(server.channels.update(IDS.voiceChannel, changes), true);
		const [event] = await settleMain(client);
		const expected = { id: IDS.voiceChannel, guild_id: IDS.guild, type: 2, name: "Lobby", user_limit: 5 };
		assert.equal(event?.t, "CHANNEL_UPDATE");
		for (const [name, value] of Object.entries(expected)) {
			assert.equal((event.d as Readonly<Record<string, unknown>>)[name], value);
		}
		assert.equal(server.guilds[0]?.channels.find(({ id }) => id === IDS.voiceChannel)?.name, "Lobby");
		assert.equal(server.channels.update("1", {}), false);
	});

	it("should close voice with 4022 when it deletes a channel", async (context) => {
		const { server, client, join } = await start(context);
		const alice = { ...ALICE, serverId: IDS.guild, channelId: IDS.voiceChannel, sessionId: "s", userId: STRANGER };
		server.registerVoiceSession(alice);
		server.media.show("s", "Alice");
		await settleMain(client);
		const voice = await enter(server.url, await join(IDS.voiceChannel));
		await settleMain(client);
		assert.equal(server.channels.delete(IDS.voiceChannel), true);
		assert.equal((await voice.ended).code, 4022);
		const events = await settleMain(client);
		assert.deepEqual(movesOf(events), [
			[IDS.bot, null],
			[STRANGER, null],
			[IDS.user, null],
		]);
		assert.equal(events.at(-1)?.t, "CHANNEL_DELETE");
		assert.deepEqual(server.channels.voiceStates(IDS.guild), []);
		assert.deepEqual(await join(IDS.voiceChannel), []);
		assert.equal(server.channels.delete(IDS.voiceChannel), false);
	});
});
