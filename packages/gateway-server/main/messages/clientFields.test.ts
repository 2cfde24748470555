/** Valid and invalid client payloads, by hand from the docs, "Send Events", and from the sources of libraries. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { IDENTIFY } from "../../support/mainFixtures.ts";
import { refusalOf } from "./rules.ts";

const presence = { since: null, activities: [], status: "online", afk: false };
const NO_PRESENCE = { since: null, activities: null, status: null, afk: null };
const voiceState = { guild_id: "1", channel_id: "2", self_mute: false, self_deaf: false };
const resume = { token: "t", session_id: "s", seq: 0 };
const members = { guild_id: "1", query: "", limit: 0 };
const ids = (count: number) => Array.from({ length: count }, String);

/** Opcode, payload, and close code, in the state where the opcode is allowed. */
const CASES: ReadonlyArray<readonly [name: string, op: number, d: unknown, code: 4001 | undefined]> = [
	["Heartbeat with null", 1, null, undefined],
	["Heartbeat with a sequence", 1, 251, undefined],
	["Heartbeat without payload", 1, undefined, undefined],
	["Heartbeat with text", 1, "251", 4001],
	["Heartbeat with a negative sequence", 1, -1, 4001],
	["Heartbeat with an object", 1, {}, 4001],
	["Identify", 2, IDENTIFY, undefined],
	[
		"Identify with all fields",
		2,
		{ ...IDENTIFY, shard: [0, 1], large_threshold: 250, compress: false, presence },
		undefined,
	],
	["Identify with null", 2, null, 4001],
	["Identify without token", 2, { ...IDENTIFY, token: undefined }, 4001],
	["Identify with an empty token", 2, { ...IDENTIFY, token: "" }, 4001],
	["Identify without intents", 2, { ...IDENTIFY, intents: undefined }, undefined],
	["Identify with intents as text", 2, { ...IDENTIFY, intents: "1" }, 4001],
	["Identify without properties", 2, { ...IDENTIFY, properties: undefined }, 4001],
	["Identify with text as properties", 2, { ...IDENTIFY, properties: "linux" }, 4001],
	["Identify with properties of old", 2, { ...IDENTIFY, properties: { $os: "linux" } }, undefined],
	["Identify with text as compress", 2, { ...IDENTIFY, compress: "zlib-stream" }, undefined],
	["Identify with null as shard", 2, { ...IDENTIFY, shard: null }, undefined],
	["Identify with one number as shard", 2, { ...IDENTIFY, shard: [0] }, 4001],
	["Identify with text as shard", 2, { ...IDENTIFY, shard: ["0", "1"] }, 4001],
	["Identify with a large threshold of 0", 2, { ...IDENTIFY, large_threshold: 0 }, undefined],
	["Identify with a large threshold of 300", 2, { ...IDENTIFY, large_threshold: 300 }, undefined],
	["Identify with text as large threshold", 2, { ...IDENTIFY, large_threshold: "250" }, 4001],
	["Identify with text as presence", 2, { ...IDENTIFY, presence: "online" }, 4001],
	["Identify with an unknown status", 2, { ...IDENTIFY, presence: { status: "away" } }, 4001],
	["Identify with a status alone", 2, { ...IDENTIFY, presence: { status: "dnd" } }, undefined],
	["Identify with null for each part of a presence", 2, { ...IDENTIFY, presence: NO_PRESENCE }, undefined],
	["Update Presence", 3, presence, undefined],
	["Update Presence with a moment", 3, { ...presence, since: 91_879_201 }, undefined],
	["Update Presence with another status", 3, { ...presence, status: "away" }, 4001],
	["Update Presence with an empty status", 3, { ...presence, status: "" }, undefined],
	["Update Presence with an object as since", 3, { ...presence, since: {} }, undefined],
	["Update Presence with game", 3, { ...presence, activities: undefined, game: null }, undefined],
	["Update Presence with text as activities", 3, { ...presence, activities: "chess" }, 4001],
	["Update Presence with afk as text", 3, { ...presence, afk: "no" }, 4001],
	["Update Voice State", 4, voiceState, undefined],
	["Update Voice State to leave", 4, { ...voiceState, channel_id: null }, undefined],
	["Update Voice State without a guild", 4, { ...voiceState, guild_id: undefined }, 4001],
	["Update Voice State with numeric ids", 4, { ...voiceState, guild_id: 1, channel_id: 2 }, undefined],
	["Update Voice State with a float as channel", 4, { ...voiceState, channel_id: 2.5 }, 4001],
	["Update Voice State with true as channel", 4, { ...voiceState, channel_id: true }, 4001],
	["Update Voice State without self_mute and self_deaf", 4, { guild_id: "1", channel_id: "2" }, undefined],
	["Update Voice State with text as self_mute", 4, { ...voiceState, self_mute: "no" }, 4001],
	["Resume", 6, resume, undefined],
	["Resume without seq", 6, { ...resume, seq: undefined }, undefined],
	["Resume with null as seq", 6, { ...resume, seq: null }, undefined],
	["Resume with text as seq", 6, { ...resume, seq: "1" }, 4001],
	["Resume with a negative seq", 6, { ...resume, seq: -1 }, 4001],
	["Resume without session", 6, { ...resume, session_id: undefined }, undefined],
	["Resume with null as session", 6, { ...resume, session_id: null }, undefined],
	["Resume without token", 6, { ...resume, token: undefined }, 4001],
	["Request Guild Members", 8, members, undefined],
	["Request Guild Members by id", 8, { guild_id: "1", user_ids: "2" }, undefined],
	["Request Guild Members by 100 ids", 8, { guild_id: "1", user_ids: ids(100) }, undefined],
	["Request Guild Members by 101 ids", 8, { guild_id: "1", user_ids: ids(101) }, 4001],
	["Request Guild Members by numeric ids", 8, { guild_id: 1, user_ids: [2] }, undefined],
	["Request Guild Members by one numeric id", 8, { guild_id: 1, user_ids: 2 }, undefined],
	["Request Guild Members by booleans", 8, { guild_id: 1, user_ids: [true] }, 4001],
	["Request Guild Members without query and ids", 8, { guild_id: "1", limit: 0 }, 4001],
	["Request Guild Members by query without limit", 8, { guild_id: "1", query: "" }, undefined],
	["Request Guild Members with a negative limit", 8, { ...members, limit: -1 }, 4001],
	["Request Guild Members with a list of guilds", 8, { ...members, guild_id: ["1", 2] }, undefined],
	["Request Guild Members with an object as guild", 8, { ...members, guild_id: {} }, 4001],
	["Request Soundboard Sounds", 31, { guild_ids: ["1"] }, undefined],
	["Request Soundboard Sounds of one guild", 31, { guild_ids: "1" }, 4001],
	["Request Channel Info", 43, { guild_id: "1", fields: ["status"] }, undefined],
	["Request Channel Info without fields", 43, { guild_id: "1" }, 4001],
];

const OPENING: ReadonlySet<number> = new Set([2, 6]);
const ALWAYS: ReadonlySet<number> = new Set([1]);

describe("refusalOf", () => {
	for (const [name, op, d, code] of CASES) {
		it(`should answer ${name} with ${code ?? "no close"}, and check its place first`, () => {
			const isOpening = OPENING.has(op);
			assert.equal(refusalOf({ op, d }, !isOpening)?.code, code);
			const misplaced = isOpening ? 4005 : 4003;
			assert.equal(refusalOf({ op, d }, isOpening)?.code, ALWAYS.has(op) ? code : misplaced);
		});
	}

	for (const op of [-1, 0, 5, 7, 9, 10, 11, 12, 30, 32, 42, 44, 2 ** 40]) {
		it(`should answer opcode ${op} with 4001`, () => {
			assert.deepEqual(
				[refusalOf({ op, d: {} }, false)?.code, refusalOf({ op, d: {} }, true)?.code],
				[4001, 4001],
			);
		});
	}

	it("should never contain a value, which may be a token", () => {
		const refusal = refusalOf({ op: 2, d: { ...IDENTIFY, intents: "secret", token: "secret" } }, false);
		assert.equal(refusal?.reason, "op 2: intents must be an integer, got a string");
	});
});
