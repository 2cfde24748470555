/// <reference types="@rbxts/testez/globals" />

import {
	GatewayCommand,
	heartbeatPayload,
	identifyPayload,
	presencePayload,
	requestMembersPayload,
	resumePayload,
	voiceStatePayload,
} from "../../../src/protocol/gateway/command";
import { NULL } from "../../../src/protocol/gateway/json";
import { isSame } from "../../support/isSame";

const PROPERTIES = { os: "linux", browser: "lib", device: "lib" };
const VOICE = { guildId: "1", selfMute: true, selfDeaf: false };

/** Written by hand from the docs. */
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

export = () => {
	describe("builders", () => {
		for (const [name, built, expected] of COMMANDS) {
			it(`should build ${name}`, () => {
				expect(isSame(built, expected)).to.equal(true);
			});
		}
	});
};
