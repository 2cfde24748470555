import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readVoiceServer, readVoiceState } from "./voiceBodies.ts";

const STATE = { user_id: "1", session_id: "s", channel_id: "2", deaf: true, guild_id: "3" };
const SERVER = { guild_id: "3", token: "t", endpoint: "e:443" };

describe("readVoiceState", () => {
	const rows: ReadonlyArray<readonly [what: string, body: unknown, read: object | undefined]> = [
		["a state", STATE, { userId: "1", sessionId: "s", channelId: "2", isDeafened: true }],
		["no channel", { ...STATE, channel_id: null }, { userId: "1", sessionId: "s", isDeafened: true }],
		["no session", { user_id: "1", channel_id: null }, { userId: "1", sessionId: "", isDeafened: false }],
		["a channel without a session", { ...STATE, session_id: 1 }, undefined],
		["no user", { ...STATE, user_id: null }, undefined],
		["text", "x", undefined],
		["null", null, undefined],
	];
	for (const [what, body, read] of rows)
		it(`should read ${what}`, () => assert.deepEqual(readVoiceState(body), read));
});

describe("readVoiceServer", () => {
	const rows: ReadonlyArray<readonly [what: string, body: unknown, read: object | undefined]> = [
		["a server", SERVER, { serverId: "3", token: "t", endpoint: "e:443" }],
		["no endpoint", { ...SERVER, endpoint: null }, { serverId: "3", token: "t" }],
		["no token", { ...SERVER, token: 7 }, undefined],
		["no guild", { ...SERVER, guild_id: undefined }, undefined],
		["null", null, undefined],
	];
	for (const [what, body, read] of rows)
		it(`should read ${what}`, () => assert.deepEqual(readVoiceServer(body), read));
});
