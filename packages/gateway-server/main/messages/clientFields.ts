/**
 * Payloads that a client of the main gateway sends, as field tables: what Discord is known to refuse, and no more.
 * Pure. Fields that are not listed are not checked. `normalForm.ts` turns what passes into what handlers read.
 * Source: Discord Docs, "Send Events"; what published libraries send, see `libraries.test.ts`.
 */

import { payloadComplaint, type FieldRule, type FieldTable } from "../../voice/clientFields.ts";

const optional = (rule: FieldRule): FieldRule => ({ ...rule, isOptional: true });

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const TEXT: FieldRule = { expected: "a non-empty string", accepts: isText };
const ANY_TEXT: FieldRule = { expected: "a string", accepts: (value) => typeof value === "string" };
const FLAG: FieldRule = { expected: "a boolean", accepts: (value) => typeof value === "boolean" };
const INTEGER: FieldRule = { expected: "an integer", accepts: Number.isSafeInteger };
const COUNT: FieldRule = {
	expected: "an integer from 0",
	accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const LIST: FieldRule = { expected: "an array", accepts: Array.isArray };

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, accepts: (item: unknown) => boolean): boolean =>
	Array.isArray(value) && value.every(accepts);

/** Text, or an integer as DSharpPlus and discord.py write ids; a decoder turns those above 2^53 into text. */
const isId = (value: unknown): boolean => isText(value) || (Number.isSafeInteger(value) && (value as number) >= 0);
const ID: FieldRule = { expected: "an id", accepts: isId };

/** The empty one is what discordgo sends by default. */
const STATUSES: ReadonlySet<unknown> = new Set(["online", "dnd", "idle", "invisible", "offline", ""]);

/** Most user ids of one Request Guild Members. */
const MAX_USER_IDS = 100;

/** `since` is not checked: serenity sends an object, discord.py a float. Others send `game` in place of `activities`. */
export const PRESENCE_FIELDS: FieldTable = {
	activities: optional(LIST),
	status: optional({
		expected: `one of ${[...STATUSES].filter((status) => status !== "").join(", ")}`,
		accepts: (value) => STATUSES.has(value),
	}),
	afk: optional(FLAG),
};

const isPlain = (fields: FieldTable) => (value: unknown) => payloadComplaint(fields, value, "") === undefined;

/**
 * `properties` may have any names, as those with `$` still work. `compress` may be anything: oceanic.js names a transport
 * compression there. Without `intents` the code is 4013, see `identifyRules.ts`.
 */
export const IDENTIFY_FIELDS: FieldTable = {
	token: TEXT,
	intents: optional(INTEGER),
	properties: { expected: "an object", accepts: isObject },
	large_threshold: optional(INTEGER),
	shard: optional({
		expected: "two integers",
		accepts: (value) => isListOf(value, Number.isSafeInteger) && (value as ReadonlyArray<unknown>).length === 2,
	}),
	presence: optional({ expected: "a presence", accepts: isPlain(PRESENCE_FIELDS) }),
};

/** Without a session or a sequence the answer is op 9: discord.py resumes with null in both, and a close would loop. */
export const RESUME_FIELDS: FieldTable = { token: TEXT, session_id: optional(ANY_TEXT), seq: optional(COUNT) };

export const VOICE_STATE_FIELDS: FieldTable = {
	guild_id: ID,
	channel_id: optional(ID),
	self_mute: optional(FLAG),
	self_deaf: optional(FLAG),
};

export const REQUEST_MEMBERS_FIELDS: FieldTable = {
	guild_id: { expected: "a guild id or a list of them", accepts: (value) => isId(value) || isListOf(value, isId) },
	query: optional(ANY_TEXT),
	limit: optional(COUNT),
	presences: optional(FLAG),
	user_ids: optional({
		expected: `a user id or at most ${MAX_USER_IDS} of them`,
		accepts: (value) =>
			isId(value) || (isListOf(value, isId) && (value as ReadonlyArray<unknown>).length <= MAX_USER_IDS),
	}),
	nonce: optional(ANY_TEXT),
};

export const SOUNDBOARD_FIELDS: FieldTable = {
	guild_ids: { expected: "an array of guild ids", accepts: (value) => isListOf(value, isId) },
};

export const CHANNEL_INFO_FIELDS: FieldTable = { guild_id: ID, fields: LIST };

/** Says what is wrong with the payload of a heartbeat; `undefined` if nothing is. */
export function heartbeatComplaint(d: unknown): string | undefined {
	return d === null || d === undefined || COUNT.accepts(d) ? undefined : "d must be a sequence or null";
}

/** Says what is wrong with a Request Guild Members beyond its fields; `undefined` if nothing is. */
export function requestMembersComplaint(d: object): string | undefined {
	const { query, user_ids: userIds } = d as { query?: unknown; user_ids?: unknown };
	return query == null && userIds == null ? "query or user_ids must be given" : undefined;
}
