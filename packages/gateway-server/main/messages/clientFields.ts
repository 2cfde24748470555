/**
 * Field tables of client payloads of the main gateway. They reject only values that Discord is known to reject.
 * Pure. Unlisted fields are not checked. `normalForm.ts` converts accepted payloads for the handlers.
 * Source: Discord Docs, "Send Events"; payloads of published libraries, see `libraries.test.ts`.
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

/** Text, or an integer as sent by DSharpPlus and discord.py; decoders convert integers above 2^53 into text. */
const isId = (value: unknown): boolean => isText(value) || (Number.isSafeInteger(value) && (value as number) >= 0);
const ID: FieldRule = { expected: "an id", accepts: isId };

/** discordgo sends an empty status by default. */
const STATUSES: ReadonlySet<unknown> = new Set(["online", "dnd", "idle", "invisible", "offline", ""]);

/** Maximum number of user IDs in one Request Guild Members. */
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
 * `properties` may have any names, because names with `$` still work. `compress` may be anything: oceanic.js sends the name
 * of a transport compression. Missing `intents` are closed with 4013, see `identifyRules.ts`.
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

/** A missing session or sequence gets op 9: discord.py resumes with null in both, and a close would make it loop. */
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

/** Returns the error of a heartbeat payload, if any. */
export function heartbeatComplaint(d: unknown): string | undefined {
	return d === null || d === undefined || COUNT.accepts(d) ? undefined : "d must be a sequence or null";
}

/** Returns the error of a Request Guild Members that no single field shows, if any. */
export function requestMembersComplaint(d: object): string | undefined {
	const { query, user_ids: userIds } = d as { query?: unknown; user_ids?: unknown };
	return query == null && userIds == null ? "query or user_ids must be given" : undefined;
}
