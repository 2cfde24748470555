import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatewayDispatchEvents } from "discord-api-types/v10";
import { isEventAllowed } from "./index.ts";
import { EVENT_INTENTS } from "./eventIntents.ts";

const OWN_ID = "1";
const OTHER_ID = "2";
const GUILD_ID = "10";

/** Bit numbers of the intents, by hand from the docs. */
const BITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 24, 25];

/** By hand from the docs: an event, and the bit it needs inside and outside a guild. */
const NEEDED: ReadonlyArray<readonly [event: string, guildBit: number, dmBit: number]> = [
	["GUILD_CREATE", 0, 0],
	["GUILD_UPDATE", 0, 0],
	["GUILD_DELETE", 0, 0],
	["GUILD_ROLE_CREATE", 0, 0],
	["GUILD_ROLE_UPDATE", 0, 0],
	["GUILD_ROLE_DELETE", 0, 0],
	["CHANNEL_CREATE", 0, 0],
	["CHANNEL_UPDATE", 0, 0],
	["CHANNEL_DELETE", 0, 0],
	["CHANNEL_PINS_UPDATE", 0, 12],
	["THREAD_CREATE", 0, 0],
	["THREAD_UPDATE", 0, 0],
	["THREAD_DELETE", 0, 0],
	["THREAD_LIST_SYNC", 0, 0],
	["THREAD_MEMBER_UPDATE", 0, 0],
	["THREAD_MEMBERS_UPDATE", 1, 1],
	["STAGE_INSTANCE_CREATE", 0, 0],
	["STAGE_INSTANCE_UPDATE", 0, 0],
	["STAGE_INSTANCE_DELETE", 0, 0],
	["VOICE_CHANNEL_STATUS_UPDATE", 0, 0],
	["VOICE_CHANNEL_START_TIME_UPDATE", 0, 0],
	["GUILD_MEMBER_ADD", 1, 1],
	["GUILD_MEMBER_UPDATE", 1, 1],
	["GUILD_MEMBER_REMOVE", 1, 1],
	["GUILD_AUDIT_LOG_ENTRY_CREATE", 2, 2],
	["GUILD_BAN_ADD", 2, 2],
	["GUILD_BAN_REMOVE", 2, 2],
	["GUILD_EMOJIS_UPDATE", 3, 3],
	["GUILD_STICKERS_UPDATE", 3, 3],
	["GUILD_SOUNDBOARD_SOUND_CREATE", 3, 3],
	["GUILD_SOUNDBOARD_SOUND_UPDATE", 3, 3],
	["GUILD_SOUNDBOARD_SOUND_DELETE", 3, 3],
	["GUILD_SOUNDBOARD_SOUNDS_UPDATE", 3, 3],
	["GUILD_INTEGRATIONS_UPDATE", 4, 4],
	["INTEGRATION_CREATE", 4, 4],
	["INTEGRATION_UPDATE", 4, 4],
	["INTEGRATION_DELETE", 4, 4],
	["WEBHOOKS_UPDATE", 5, 5],
	["INVITE_CREATE", 6, 6],
	["INVITE_DELETE", 6, 6],
	["VOICE_CHANNEL_EFFECT_SEND", 7, 7],
	["VOICE_STATE_UPDATE", 7, 7],
	["PRESENCE_UPDATE", 8, 8],
	["MESSAGE_CREATE", 9, 12],
	["MESSAGE_UPDATE", 9, 12],
	["MESSAGE_DELETE", 9, 12],
	["MESSAGE_DELETE_BULK", 9, 9],
	["MESSAGE_REACTION_ADD", 10, 13],
	["MESSAGE_REACTION_REMOVE", 10, 13],
	["MESSAGE_REACTION_REMOVE_ALL", 10, 13],
	["MESSAGE_REACTION_REMOVE_EMOJI", 10, 13],
	["TYPING_START", 11, 14],
	["GUILD_SCHEDULED_EVENT_CREATE", 16, 16],
	["GUILD_SCHEDULED_EVENT_UPDATE", 16, 16],
	["GUILD_SCHEDULED_EVENT_DELETE", 16, 16],
	["GUILD_SCHEDULED_EVENT_USER_ADD", 16, 16],
	["GUILD_SCHEDULED_EVENT_USER_REMOVE", 16, 16],
	["AUTO_MODERATION_RULE_CREATE", 20, 20],
	["AUTO_MODERATION_RULE_UPDATE", 20, 20],
	["AUTO_MODERATION_RULE_DELETE", 20, 20],
	["AUTO_MODERATION_ACTION_EXECUTION", 21, 21],
	["MESSAGE_POLL_VOTE_ADD", 24, 25],
	["MESSAGE_POLL_VOTE_REMOVE", 24, 25],
];

/** By hand: documented events that need no intent. */
const ALWAYS_SENT = [
	"READY",
	"RESUMED",
	"RATE_LIMITED",
	"INTERACTION_CREATE",
	"APPLICATION_COMMAND_PERMISSIONS_UPDATE",
	"ENTITLEMENT_CREATE",
	"ENTITLEMENT_UPDATE",
	"ENTITLEMENT_DELETE",
	"SUBSCRIPTION_CREATE",
	"SUBSCRIPTION_UPDATE",
	"SUBSCRIPTION_DELETE",
	"USER_UPDATE",
	"VOICE_SERVER_UPDATE",
	"GUILD_MEMBERS_CHUNK",
	"SOUNDBOARD_SOUNDS",
	"CHANNEL_INFO",
];

const ALL_BITS = BITS.reduce((all, bit) => all | (1 << bit), 0);

function isAllowed(event: string, data: unknown, intents: number, guildId?: string): boolean {
	return isEventAllowed(event, data, { intents, guildId, userId: OWN_ID });
}

describe("isEventAllowed", () => {
	for (const [event, guildBit, dmBit] of NEEDED) {
		for (const [place, data, needed] of [
			["in a guild", { guild_id: GUILD_ID, user: { id: OTHER_ID } }, guildBit],
			["outside a guild", { user: { id: OTHER_ID } }, dmBit],
		] as const) {
			it(`should send ${event} ${place} with bit ${needed} alone`, () => {
				const allowed = BITS.filter((bit) => isAllowed(event, data, 1 << bit));
				assert.deepEqual(allowed, [needed]);
				assert.equal(isAllowed(event, data, 0), false);
				assert.equal(isAllowed(event, data, ALL_BITS), true);
				assert.equal(isAllowed(event, data, ALL_BITS & ~(1 << needed)), false);
			});
		}
	}

	for (const event of [...ALWAYS_SENT, "SOMETHING_NEW", "", "guild_create", "constructor"]) {
		it(`should send ${event || "an event without a name"} without any intent`, () => {
			assert.equal(isAllowed(event, { guild_id: GUILD_ID }, 0), true);
			assert.equal(isAllowed(event, {}, 0), true);
		});
	}

	it("should use the caller's guild if the data names none", () => {
		assert.equal(isAllowed("MESSAGE_CREATE", {}, 1 << 9, GUILD_ID), true);
		assert.equal(isAllowed("MESSAGE_CREATE", {}, 1 << 12, GUILD_ID), false);
		assert.equal(isAllowed("MESSAGE_CREATE", { guild_id: null }, 1 << 12), true);
		assert.equal(isAllowed("MESSAGE_CREATE", { guild_id: null }, 1 << 9), false);
	});

	it("should send GUILD_MEMBER_UPDATE for the current user without any intent", () => {
		assert.equal(isAllowed("GUILD_MEMBER_UPDATE", { guild_id: GUILD_ID, user: { id: OWN_ID } }, 0), true);
		assert.equal(isAllowed("GUILD_MEMBER_ADD", { guild_id: GUILD_ID, user: { id: OWN_ID } }, 0), false);
		assert.equal(isAllowed("GUILD_MEMBER_REMOVE", { guild_id: GUILD_ID, user: { id: OWN_ID } }, 1), false);
	});

	for (const [name, data, isOwn] of [
		["adds the current user", { added_members: [{ user_id: OTHER_ID }, { user_id: OWN_ID }] }, true],
		["removes the current user", { removed_member_ids: [OTHER_ID, OWN_ID] }, true],
		["adds another user", { added_members: [{ user_id: OTHER_ID }] }, false],
		["removes another user", { added_members: [], removed_member_ids: [OTHER_ID] }, false],
	] as const) {
		it(`should ${isOwn ? "" : "not "}send THREAD_MEMBERS_UPDATE that ${name} with GUILDS alone`, () => {
			const inGuild = { ...data, guild_id: GUILD_ID };
			const allowed = BITS.filter((bit) => isAllowed("THREAD_MEMBERS_UPDATE", inGuild, 1 << bit));
			assert.deepEqual(allowed, isOwn ? [0, 1] : [1]);
			assert.equal(isAllowed("THREAD_MEMBERS_UPDATE", inGuild, 0), false);
		});
	}

	for (const data of [
		undefined,
		null,
		0,
		"text",
		[],
		[null],
		{ user: null },
		{ added_members: {}, removed_member_ids: OWN_ID },
		{ added_members: [null, 1, undefined] },
	]) {
		it(`should accept ${JSON.stringify(data)} as data`, () => {
			for (const event of ["THREAD_MEMBERS_UPDATE", "GUILD_MEMBER_UPDATE", "MESSAGE_CREATE", "READY"]) {
				assert.equal(isAllowed(event, data, 0), event === "READY");
				assert.equal(isAllowed(event, data, ALL_BITS), true);
			}
		});
	}
});

describe("EVENT_INTENTS", () => {
	it("should contain exactly the events that need an intent", () => {
		assert.deepEqual([...EVENT_INTENTS.keys()].sort(), NEEDED.map(([event]) => event).sort());
	});

	it("should match the events of discord-api-types", () => {
		const known = [...NEEDED.map(([event]) => event), ...ALWAYS_SENT];
		assert.equal(new Set(known).size, known.length);
		assert.deepEqual(known.sort(), Object.values<string>(GatewayDispatchEvents).sort());
	});
});
