/**
 * The Identifies that a bot has left: the number in GET /gateway/bot, counted down from there.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Session Start Limit Object": at the limit all sessions end, and the token is reset.
 */

import { field, numberField, textField } from "../field";

/** Answer to GET /gateway/bot. */
export interface GatewayBot {
	/** URL of the gateway; empty if Discord sent none. */
	readonly url: string;
	/** Shards that Discord recommends. */
	readonly shards: number;
	readonly session_start_limit: {
		readonly total: number;
		readonly remaining: number;
		/** Milliseconds until the limit resets. */
		readonly reset_after: number;
		/** Identifies in parallel, per 5 s. */
		readonly max_concurrency: number;
	};
}

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/** Period of the limit in seconds. */
const DAY = 86_400;

/** Default limit of a bot. */
const USUAL_TOTAL = 1000;

/** Larger numbers of shards are ignored: each shard is a connection of this game server. */
const MAX_SHARDS = 4096;

/** Returns whether `value` is a whole number of at least `least`. */
function countField(body: unknown, name: string, least: number): number | undefined {
	const value = numberField(body, name);
	return value !== undefined && value >= least && value % 1 === 0 ? value : undefined;
}

/**
 * Reads the answer to GET /gateway/bot. Missing fields get defaults: one shard, 1,000 Identifies left, one Identify at a time.
 *
 * @param needsUrl Whether the URL is required.
 * @returns Undefined if a required URL is missing, or if it has no field of such an answer.
 */
export function readGatewayBot(value: unknown, needsUrl: boolean): GatewayBot | undefined {
	const url = textField(value, "url");
	const shards = countField(value, "shards", 1);
	const limit = field(value, "session_start_limit");
	const isGateway = url !== undefined || (!needsUrl && (shards !== undefined || typeIs(limit, "table")));
	if (!isGateway) return undefined;
	const total = countField(limit, "total", 0) ?? USUAL_TOTAL;
	const resetAfter = numberField(limit, "reset_after") ?? -1;
	return {
		url: url ?? "",
		shards: shards === undefined || shards > MAX_SHARDS ? 1 : shards,
		session_start_limit: {
			total,
			remaining: countField(limit, "remaining", 0) ?? total,
			reset_after: resetAfter >= 0 ? resetAfter : DAY * MILLISECONDS,
			max_concurrency: countField(limit, "max_concurrency", 1) ?? 1,
		},
	};
}

/** Remaining Identifies. */
export interface SessionStarts {
	readonly total: number;
	readonly remaining: number;
	/** Clock reading, in seconds, when the limit resets. */
	readonly resetAt: number;
}

/** Starts counting from the answer `bot`, received at `now`. */
export function sessionStartsOf({ session_start_limit: limit }: GatewayBot, now: number): SessionStarts {
	return { total: limit.total, remaining: limit.remaining, resetAt: now + limit.reset_after / MILLISECONDS };
}

/** Returns the count after an Identify at `now`; undefined if none is left. */
export function takeSessionStart(starts: SessionStarts, now: number): SessionStarts | undefined {
	const current = now < starts.resetAt ? starts : { ...starts, remaining: starts.total, resetAt: now + DAY };
	return current.remaining < 1 ? undefined : { ...current, remaining: current.remaining - 1 };
}
