import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALL_INTENTS, Intent, stripMessageContent } from "./index.ts";

const OWN_ID = "1";
const OTHER_ID = "2";
const WITHOUT = ALL_INTENTS & ~Intent.MessageContent;

const CONTENT = {
	content: "hello",
	embeds: [{ title: "title" }],
	attachments: [{ id: "3" }],
	components: [{ type: 1 }],
	poll: { question: { text: "?" } },
};
const EMPTY = { content: "", embeds: [], attachments: [], components: [] };

const frame = { id: "4", channel_id: "5", guild_id: "6", author: { id: OTHER_ID }, mentions: [{ id: "7" }] };
const message = { ...frame, ...CONTENT };
const answer = { ...message, referenced_message: { ...message, guild_id: undefined } };

function strip(event: string, data: unknown, intents = WITHOUT, guildId?: string): unknown {
	return stripMessageContent(event, data, { intents, guildId, userId: OWN_ID });
}

/** By hand from the docs: data that stays unchanged. */
const KEPT: ReadonlyArray<readonly [name: string, event: string, data: unknown, intents?: number]> = [
	["a message, with the intent", "MESSAGE_CREATE", message, ALL_INTENTS],
	["a message, with that intent alone", "MESSAGE_CREATE", message, Intent.MessageContent],
	["a message of the app", "MESSAGE_CREATE", { ...message, author: { id: OWN_ID } }],
	["a message that mentions the app", "MESSAGE_UPDATE", { ...message, mentions: [{ id: "7" }, { id: OWN_ID }] }],
	["a direct message", "MESSAGE_CREATE", { ...message, guild_id: undefined }],
	["a direct message whose guild is null", "MESSAGE_CREATE", { ...message, guild_id: null }],
	["a direct message that is a reply", "MESSAGE_CREATE", { ...answer, guild_id: undefined }],
	["an empty message", "MESSAGE_CREATE", { ...frame, ...EMPTY, poll: null }],
	["an update without content", "MESSAGE_UPDATE", { ...frame, flags: 4 }],
	["an empty message that is not a reply", "MESSAGE_CREATE", { ...frame, ...EMPTY, referenced_message: null }],
	["a deleted message", "MESSAGE_DELETE", message],
	["an interaction", "INTERACTION_CREATE", { guild_id: "6", message, content: "x" }],
	["a guild", "GUILD_CREATE", { id: "6", content: "x" }],
	["an event without a name", "", message],
	["AutoMod without content", "AUTO_MODERATION_ACTION_EXECUTION", { guild_id: "6", rule_id: "8", content: "" }],
	[
		"AutoMod with the intent",
		"AUTO_MODERATION_ACTION_EXECUTION",
		{ guild_id: "6", content: "x" },
		Intent.MessageContent,
	],
	...[undefined, null, 1, "text", [], [message]].map(
		(data) => [`${JSON.stringify(data)} as data`, "MESSAGE_CREATE", data] as const,
	),
];

/** By hand from the docs: data that is stripped. */
const STRIPPED: ReadonlyArray<readonly [name: string, event: string, data: unknown, expected: unknown]> = [
	["a new message", "MESSAGE_CREATE", message, { ...frame, ...EMPTY }],
	["an updated message", "MESSAGE_UPDATE", message, { ...frame, ...EMPTY }],
	["an update with only text", "MESSAGE_UPDATE", { ...frame, content: "x" }, { ...frame, content: "" }],
	["a poll alone", "MESSAGE_CREATE", { ...frame, ...EMPTY, poll: {} }, { ...frame, ...EMPTY }],
	[
		"a reply and its referenced message",
		"MESSAGE_CREATE",
		answer,
		{ ...frame, ...EMPTY, referenced_message: { ...frame, ...EMPTY, guild_id: undefined } },
	],
	[
		"a reply to the app",
		"MESSAGE_CREATE",
		{ ...message, referenced_message: { ...message, author: { id: OWN_ID } } },
		{ ...frame, ...EMPTY, referenced_message: { ...message, author: { id: OWN_ID } } },
	],
	[
		"the referenced message of the app's reply",
		"MESSAGE_CREATE",
		{ ...answer, author: { id: OWN_ID } },
		{
			...message,
			author: { id: OWN_ID },
			referenced_message: { ...frame, ...EMPTY, guild_id: undefined },
		},
	],
	[
		"a message without an author or mentions",
		"MESSAGE_CREATE",
		{ guild_id: "6", author: null, mentions: null, content: "x" },
		{ guild_id: "6", author: null, mentions: null, content: "" },
	],
	[
		"an AutoMod action",
		"AUTO_MODERATION_ACTION_EXECUTION",
		{ guild_id: "6", user_id: OWN_ID, content: "bad word", matched_keyword: "bad", matched_content: "bad" },
		{ guild_id: "6", user_id: OWN_ID, content: "", matched_keyword: "bad", matched_content: "" },
	],
	[
		"an AutoMod action without a match",
		"AUTO_MODERATION_ACTION_EXECUTION",
		{ content: "x", matched_content: null },
		{ content: "", matched_content: null },
	],
];

describe("stripMessageContent", () => {
	for (const [name, event, data, intents] of KEPT) {
		it(`should keep ${name}`, () => {
			assert.equal(strip(event, data, intents), data);
		});
	}

	for (const [name, event, data, expected] of STRIPPED) {
		it(`should strip ${name}`, () => {
			const before = structuredClone(data);
			assert.deepEqual(strip(event, data), expected);
			assert.deepEqual(strip(event, data, 0), expected);
			assert.deepEqual(data, before);
		});
	}

	it("should use the caller's guild if the data names none", () => {
		assert.deepEqual(strip("MESSAGE_CREATE", { content: "x" }, WITHOUT, "6"), { content: "" });
	});

	it("should return separate arrays for each connection", () => {
		const [first, second] = [strip("MESSAGE_CREATE", message), strip("MESSAGE_CREATE", message)] as [
			typeof EMPTY,
			typeof EMPTY,
		];
		assert.notEqual(first.embeds, second.embeds);
		assert.notEqual(first.embeds, first.attachments);
	});
});
