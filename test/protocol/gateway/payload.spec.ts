/// <reference types="@rbxts/testez/globals" />

import {
	GatewayCommand,
	heartbeatPayload,
	identifyPayload,
	isGatewayPayload,
	isGatewayReady,
	isGuildBody,
	isVoiceServerBody,
	isVoiceStateBody,
	presencePayload,
	requestMembersPayload,
	resumePayload,
	voiceStatePayload,
} from "../../../src/protocol/gateway/payload";
import { NULL } from "../../../src/protocol/gateway/json";
import { isSame } from "../../support/isSame";

const PROPERTIES = { os: "linux", browser: "lib", device: "lib" };
const VOICE = { guildId: "1", selfMute: true, selfDeaf: false };

/** By hand from the docs. */
const COMMANDS: ReadonlyArray<readonly [name: string, built: GatewayCommand, expected: GatewayCommand]> = [
	["Heartbeat", heartbeatPayload(251), { op: 1, d: 251 }],
	["Heartbeat before any dispatch", heartbeatPayload(undefined), { op: 1, d: NULL }],
	["Heartbeat with sequence 0", heartbeatPayload(0), { op: 1, d: 0 }],
	[
		"Identify",
		identifyPayload({ token: "t", intents: 513, properties: PROPERTIES }),
		{ op: 2, d: { token: "t", intents: 513, properties: PROPERTIES } },
	],
	[
		"Identify with everything",
		identifyPayload({
			token: "t",
			intents: 0,
			properties: PROPERTIES,
			shard: [0, 2],
			presence: { status: "dnd", activities: [{ name: "a", type: 0 }], afk: false, since: 91879201 },
			largeThreshold: 250,
		}),
		{
			op: 2,
			d: {
				token: "t",
				intents: 0,
				properties: PROPERTIES,
				shard: [0, 2],
				presence: { status: "dnd", activities: [{ name: "a", type: 0 }], afk: false, since: 91879201 },
				large_threshold: 250,
			},
		},
	],
	[
		"Presence Update",
		presencePayload({ status: "online", activities: [], afk: false }),
		{ op: 3, d: { status: "online", activities: [], afk: false, since: NULL } },
	],
	[
		"Update Voice State into a channel",
		voiceStatePayload({ ...VOICE, channelId: "2" }),
		{ op: 4, d: { guild_id: "1", channel_id: "2", self_mute: true, self_deaf: false } },
	],
	[
		"Update Voice State out of it",
		voiceStatePayload(VOICE),
		{ op: 4, d: { guild_id: "1", channel_id: NULL, self_mute: true, self_deaf: false } },
	],
	["Resume", resumePayload("t", "s", 1337), { op: 6, d: { token: "t", session_id: "s", seq: 1337 } }],
	["Request Guild Members", requestMembersPayload("1", "", 0), { op: 8, d: { guild_id: "1", query: "", limit: 0 } }],
];

type Guard = (value: unknown) => boolean;
const READY = { session_id: "s", resume_gateway_url: "wss://r", user: { id: "1" }, guilds: [{ id: "2" }] };
const STATE = { guild_id: "1", channel_id: "2", user_id: "3", session_id: "4" };
const SERVER = { token: "t", guild_id: "1", endpoint: "e:443" };

/** By hand: guard, what it takes, what it refuses. */
const GUARDS: ReadonlyArray<readonly [string, Guard, ReadonlyArray<unknown>, ReadonlyArray<unknown>]> = [
	[
		"isGatewayPayload",
		isGatewayPayload,
		[{ op: 0 }, { op: 99, d: 1, s: 1, t: "A" }],
		["a", 1, {}, { op: "1" }, { op: 0, t: 5 }],
	],
	[
		"isGatewayReady",
		isGatewayReady,
		[READY, { ...READY, guilds: [] }],
		["a", {}, { ...READY, session_id: 1 }, { ...READY, user: {} }, { ...READY, guilds: [{}] }],
	],
	[
		"isGuildBody",
		isGuildBody,
		[{ id: "1" }, { id: "1", unavailable: true }],
		[{}, { id: 1 }, { id: "1", unavailable: 1 }],
	],
	[
		"isVoiceStateBody",
		isVoiceStateBody,
		[STATE, { ...STATE, channel_id: undefined, guild_id: undefined }],
		[{}, { ...STATE, user_id: undefined }, { ...STATE, session_id: 1 }],
	],
	[
		"isVoiceServerBody",
		isVoiceServerBody,
		[SERVER, { ...SERVER, endpoint: undefined }],
		[{}, { ...SERVER, token: undefined }, { ...SERVER, endpoint: 443 }],
	],
];

export = () => {
	describe("builders", () => {
		for (const [name, built, expected] of COMMANDS) {
			it(`should build ${name}`, () => {
				expect(isSame(built, expected)).to.equal(true);
			});
		}
	});

	describe("guards", () => {
		for (const [name, guard, taken, refused] of GUARDS) {
			it(`${name} should take what it must, and refuse the rest`, () => {
				for (const value of taken) expect(guard(value)).to.equal(true);
				for (const value of refused) expect(guard(value)).to.equal(false);
				expect(guard(undefined)).to.equal(false);
			});
		}
	});
};
