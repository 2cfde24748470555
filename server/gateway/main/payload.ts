/**
 * Payloads that a client of the main gateway sends, as field tables.
 * Pure. Fields that are not listed are let through, as Discord does.
 * Source: Discord Docs, "Send Events".
 */

import { payloadComplaint, type FieldRule, type FieldTable } from "../voice/payload.ts";

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

const STATUSES: ReadonlySet<unknown> = new Set(["online", "dnd", "idle", "invisible", "offline"]);

/** Most user ids of one Request Guild Members. */
const MAX_USER_IDS = 100;

const PROPERTIES: FieldTable = { os: ANY_TEXT, browser: ANY_TEXT, device: ANY_TEXT };

export const PRESENCE_FIELDS: FieldTable = {
	since: optional(INTEGER),
	activities: LIST,
	status: { expected: `one of ${[...STATUSES].join(", ")}`, accepts: (value) => STATUSES.has(value) },
	afk: FLAG,
};

const isPlain = (fields: FieldTable) => (value: unknown) => payloadComplaint(fields, value, "") === undefined;

export const IDENTIFY_FIELDS: FieldTable = {
	token: TEXT,
	intents: INTEGER,
	properties: { expected: "an object with os, browser and device", accepts: isPlain(PROPERTIES) },
	compress: optional(FLAG),
	large_threshold: optional({
		expected: "an integer from 50 to 250",
		accepts: (value) => Number.isInteger(value) && (value as number) >= 50 && (value as number) <= 250,
	}),
	shard: optional({
		expected: "two integers",
		accepts: (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger),
	}),
	presence: optional({ expected: "a presence", accepts: isPlain(PRESENCE_FIELDS) }),
};

export const RESUME_FIELDS: FieldTable = { token: TEXT, session_id: TEXT, seq: COUNT };

export const VOICE_STATE_FIELDS: FieldTable = {
	guild_id: TEXT,
	channel_id: optional(TEXT),
	self_mute: FLAG,
	self_deaf: FLAG,
};

export const REQUEST_MEMBERS_FIELDS: FieldTable = {
	guild_id: TEXT,
	query: optional(ANY_TEXT),
	limit: optional(COUNT),
	presences: optional(FLAG),
	user_ids: optional({
		expected: `a user id or at most ${MAX_USER_IDS} of them`,
		accepts: (value) =>
			isText(value) || (Array.isArray(value) && value.length <= MAX_USER_IDS && value.every(isText)),
	}),
	nonce: optional(ANY_TEXT),
};

export const SOUNDBOARD_FIELDS: FieldTable = {
	guild_ids: { expected: "an array of guild ids", accepts: (value) => Array.isArray(value) && value.every(isText) },
};

export const CHANNEL_INFO_FIELDS: FieldTable = { guild_id: TEXT, fields: LIST };

/** Says what is wrong with the payload of a heartbeat; `undefined` if nothing is. */
export function heartbeatComplaint(d: unknown): string | undefined {
	return d === null || d === undefined || COUNT.accepts(d) ? undefined : "d must be a sequence or null";
}

/** Says what is wrong with a Request Guild Members beyond its fields; `undefined` if nothing is. */
export function requestMembersComplaint(d: object): string | undefined {
	const { query, user_ids: userIds, limit } = d as { query?: unknown; user_ids?: unknown; limit?: unknown };
	if (query == null && userIds == null) return "query or user_ids must be given";
	if (query != null && limit == null) return "limit must be given with query";
	return undefined;
}
