import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GuildDispatch } from "./guildDispatch.ts";
import { GuildState } from "./GuildState.ts";
import {
	BOT,
	CHANNELS,
	CREATE,
	EVERYONE,
	GUILD,
	LOBBY,
	make,
	member,
	profile,
	STAGE,
	state,
	TEXT,
	told,
	user,
} from "./support/guildBodies.ts";

interface Story {
	readonly title: string;
	readonly name: GuildDispatch;
	readonly body: object;
	readonly told: Record<string, ReadonlyArray<unknown>>;
}

/** By hand: a dispatch after CREATE, and what each room learns. */
const STORIES: ReadonlyArray<Story> = [
	{
		title: "a join",
		name: "VOICE_STATE_UPDATE",
		body: state("8", LOBBY, { member: member("8", "Ben"), self_mute: true, deaf: true }),
		told: {
			[LOBBY]: [["m", "8", profile("Ben", { selfMute: true, deaf: true })]],
			guild: [["m", "8", profile("Ben", { selfMute: true, deaf: true, channel: LOBBY })]],
		},
	},
	{
		title: "a bot's join",
		name: "VOICE_STATE_UPDATE",
		body: state(BOT, LOBBY, { member: { user: { ...user(BOT, "Bot"), bot: true } } }),
		told: {
			[LOBBY]: [["m", BOT, profile("Bot", { bot: true })]],
			guild: [["m", BOT, profile("Bot", { bot: true, channel: LOBBY })]],
		},
	},
	{
		title: "a leaving",
		name: "VOICE_STATE_UPDATE",
		body: state("6", null),
		told: { [LOBBY]: [["x", "6"]], guild: [["x", "6"]] },
	},
	{
		title: "a move, with the name of before",
		name: "VOICE_STATE_UPDATE",
		body: state("6", STAGE),
		told: {
			[LOBBY]: [["x", "6"]],
			[STAGE]: [["m", "6", profile("Ann")]],
			guild: [["m", "6", profile("Ann", { channel: STAGE })]],
		},
	},
	{
		title: "a mute",
		name: "VOICE_STATE_UPDATE",
		body: state("6", LOBBY, { mute: true, self_deaf: true }),
		told: {
			[LOBBY]: [["m", "6", profile("Ann", { mute: true, selfDeaf: true })]],
			guild: [["m", "6", profile("Ann", { mute: true, selfDeaf: true, channel: LOBBY })]],
		},
	},
	{ title: "nothing, of the same voice state", name: "VOICE_STATE_UPDATE", body: state("6", LOBBY), told: {} },
	{ title: "nothing, of a user outside", name: "VOICE_STATE_UPDATE", body: state("8", null), told: {} },
	{
		title: "a nickname",
		name: "GUILD_MEMBER_UPDATE",
		body: { guild_id: GUILD, ...member("6", "Ann"), nick: "Annie" },
		told: {
			[LOBBY]: [["m", "6", profile("Annie")]],
			guild: [["m", "6", profile("Annie", { channel: LOBBY })]],
		},
	},
	{ title: "nothing, of a member outside", name: "GUILD_MEMBER_UPDATE", body: member("7", "Outer"), told: {} },
	{
		title: "a new voice channel",
		name: "CHANNEL_CREATE",
		body: { id: "13", type: 2, name: "New" },
		told: { "13": [["n", "13", "New"]], guild: [["n", "13", "New"]] },
	},
	{
		title: "nothing, of a text channel",
		name: "CHANNEL_CREATE",
		body: { id: "13", type: 5, name: "news" },
		told: {},
	},
	{
		title: "a channel's new name",
		name: "CHANNEL_UPDATE",
		body: { id: LOBBY, type: 2, name: "Hall" },
		told: { [LOBBY]: [["n", LOBBY, "Hall"]], guild: [["n", LOBBY, "Hall"]] },
	},
	{ title: "nothing, of the same name", name: "CHANNEL_UPDATE", body: { id: LOBBY, type: 2, name: "Lobby", user_limit: 9 }, told: {} }, // prettier-ignore
	{
		title: "that everyone leaves a deleted channel",
		name: "CHANNEL_DELETE",
		body: { id: LOBBY, type: 2, name: "Lobby" },
		told: { [LOBBY]: [["x", "6"]], guild: [["x", "6"], ["z", LOBBY]] }, // prettier-ignore
	},
	{ title: "nothing, of a deleted text channel", name: "CHANNEL_DELETE", body: { id: TEXT, type: 0 }, told: {} },
	{ title: "nothing, of an outage", name: "GUILD_DELETE", body: { id: GUILD, unavailable: true }, told: {} },
	{ title: "nothing, of roles", name: "GUILD_ROLE_UPDATE", body: { role: EVERYONE }, told: {} },
	{
		title: "the difference, and a gap, of a further GUILD_CREATE",
		name: "GUILD_CREATE",
		body: {
			...CREATE,
			channels: [
				{ ...CHANNELS[0], name: "Hall" },
				{ id: "13", type: 2, name: "New" },
			],
			members: [member("8", "Ben"), member("6", "Ann")],
			voice_states: [state("8", LOBBY), state("6", "13")],
		},
		told: {
			guild: [
				["g", "the guild was unavailable"],
				["n", LOBBY, "Hall"],
				["n", "13", "New"],
				["m", "6", profile("Ann", { channel: "13" })],
				["m", "8", profile("Ben", { channel: LOBBY })],
				["z", STAGE],
			],
			[LOBBY]: [["g", "the guild was unavailable"], ["n", LOBBY, "Hall"], ["x", "6"], ["m", "8", profile("Ben")]], // prettier-ignore
			[STAGE]: [["g", "the guild was unavailable"]],
			"13": [["g", "the guild was unavailable"], ["n", "13", "New"], ["m", "6", profile("Ann")]], // prettier-ignore
		},
	},
];

describe("GuildState: rooms", () => {
	for (const { title, name, body, told: expected } of STORIES) {
		it(`should tell ${title}`, () => {
			const guild = make();
			assert.deepEqual(told(guild.apply(name, body)), expected);
			assert.equal(guild.faults, 0);
		});
	}

	it("should tell the reason of a gap once", () => {
		const guild = make();
		guild.lose("a new session");
		guild.lose("another");
		const again = CREATE.voice_states;
		assert.deepEqual(told(guild.apply("GUILD_CREATE", { ...CREATE, voice_states: again })), {
			guild: [["g", "a new session"]],
			[LOBBY]: [["g", "a new session"]],
			[STAGE]: [["g", "a new session"]],
		});
		assert.deepEqual(told(guild.apply("GUILD_CREATE", CREATE))[LOBBY], [["g", "the guild was unavailable"]]);
	});

	it("should describe a room from nothing", () => {
		const guild = make();
		assert.deepEqual(guild.changesOf(LOBBY), [["n", LOBBY, "Lobby"], ["m", "6", profile("Ann")]]); // prettier-ignore
		assert.deepEqual(guild.changesOf(undefined), [
			["n", LOBBY, "Lobby"],
			["n", STAGE, "Stage"],
			["m", "6", profile("Ann", { channel: LOBBY })],
		]);
		assert.deepEqual(guild.changesOf(TEXT), []);
		assert.equal(guild.channelOf("6"), LOBBY);
	});

	it("should wait for a guild that READY lists as unavailable", () => {
		const guild = new GuildState(GUILD, BOT);
		guild.apply("GUILD_CREATE", { id: GUILD, unavailable: true });
		assert.equal(guild.status, "loading");
		guild.apply("GUILD_DELETE", { id: GUILD, unavailable: true });
		assert.equal(guild.status, "loading");
		guild.apply("GUILD_CREATE", CREATE);
		assert.equal(guild.status, "present");
	});

	it("should keep what it knows during an outage", () => {
		const guild = make();
		guild.apply("GUILD_DELETE", { id: GUILD, unavailable: true });
		assert.equal(guild.status, "unavailable");
		assert.equal(guild.refusalOf(LOBBY, true), undefined);
	});

	it("should forget a guild that the bot left", () => {
		const guild = make();
		guild.apply("GUILD_DELETE", { id: GUILD });
		assert.equal(guild.status, "removed");
		assert.deepEqual(guild.changesOf(undefined), []);
		assert.equal(guild.refusalOf(LOBBY, false)?.code, "guild_unknown");
	});
});
