import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normalForm } from "./normalForm.ts";

const IDENTIFY = { token: "t", intents: 1, properties: {} };
const IDENTIFIED = { token: "t", intents: 1, shard: undefined, largeThreshold: undefined, compress: false };
const MEMBERS = { guild_id: "1", query: undefined, limit: 0, presences: false, user_ids: undefined, nonce: undefined };
const VOICE_STATE = { guild_id: "1", channel_id: null, self_mute: false, self_deaf: false };
const CHESS = { name: "chess", type: 0 };

/** By hand: opcode, what a client sends, and what its handler reads. */
const CASES: ReadonlyArray<readonly [name: string, op: number, d: unknown, form: unknown]> = [
	["a heartbeat as it is", 1, 5, 5],
	["a token without its prefix", 2, { ...IDENTIFY, token: "Bot t" }, IDENTIFIED],
	["a token that only resembles it", 2, { ...IDENTIFY, token: "Bott" }, { ...IDENTIFIED, token: "Bott" }],
	["a large threshold raised to 50", 2, { ...IDENTIFY, large_threshold: 0 }, { ...IDENTIFIED, largeThreshold: 50 }],
	["a large threshold cut to 250", 2, { ...IDENTIFY, large_threshold: 300 }, { ...IDENTIFIED, largeThreshold: 250 }],
	["null as what is missing", 2, { ...IDENTIFY, shard: null, large_threshold: null }, IDENTIFIED],
	["true as payload compression", 2, { ...IDENTIFY, compress: true }, { ...IDENTIFIED, compress: true }],
	["text as no payload compression", 2, { ...IDENTIFY, compress: "zlib-stream" }, IDENTIFIED],
	["no intents", 2, { token: "t" }, { ...IDENTIFIED, intents: undefined }],
	[
		"a Resume without the prefix",
		6,
		{ token: "Bot t", session_id: "s", seq: 1 },
		{ token: "t", session_id: "s", seq: 1 },
	],
	["no status as online", 3, { status: null, activities: null }, { status: "online", activities: [] }],
	["an empty status as online", 3, { status: "", activities: [] }, { status: "online", activities: [] }],
	["activities", 3, { status: "dnd", activities: [CHESS, null] }, { status: "dnd", activities: [CHESS] }],
	["a game as activity", 3, { status: "dnd", game: CHESS }, { status: "dnd", activities: [CHESS] }],
	[
		"a game without a name as none",
		3,
		{ status: "dnd", game: { name: "", type: 0 } },
		{ status: "dnd", activities: [] },
	],
	["numeric ids as text", 4, { ...VOICE_STATE, guild_id: 1, channel_id: 2 }, { ...VOICE_STATE, channel_id: "2" }],
	["no self_mute and self_deaf as false", 4, { guild_id: "1" }, VOICE_STATE],
	["a member request", 8, { guild_id: 1, user_ids: 2, nonce: "n" }, [{ ...MEMBERS, user_ids: ["2"], nonce: "n" }]],
	["several guilds as several", 8, { guild_id: ["1", 2] }, [MEMBERS, { ...MEMBERS, guild_id: "2" }]],
	["several users", 8, { guild_id: "1", user_ids: ["2", 3], limit: null }, [{ ...MEMBERS, user_ids: ["2", "3"] }]],
	["guilds of a soundboard request", 31, { guild_ids: [1, "2"] }, { guild_ids: ["1", "2"] }],
];

describe("normalForm", () => {
	for (const [name, op, d, form] of CASES) {
		it(`should read ${name}`, () => assert.deepEqual(normalForm({ op, d }), form));
	}
});
