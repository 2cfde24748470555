/**
 * How many Identifies a bot has left, as GET /gateway/bot tells it, counted on from there.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Session Start Limit Object": at the limit all sessions end, and the token is reset.
 */

import { field, numberField, textField } from "../field";

/** What GET /gateway/bot answers. */
export interface GatewayBot {
	/** Where to connect; empty if Discord did not say. */
	readonly url: string;
	/** Shards that Discord recommends. */
	readonly shards: number;
	readonly session_start_limit: {
		readonly total: number;
		readonly remaining: number;
		/** Milliseconds until all are back. */
		readonly reset_after: number;
		/** Identifies at a time, per 5 s. */
		readonly max_concurrency: number;
	};
}

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/** Seconds in which a bot has its total. */
const DAY = 86_400;

/** What a bot has where Discord does not say. */
const USUAL_TOTAL = 1000;

/** Shards above which a number is taken for no recommendation: each is a connection of this game server. */
const MAX_SHARDS = 4096;

/** A whole number from `least` on. */
function countField(body: unknown, name: string, least: number): number | undefined {
	const value = numberField(body, name);
	return value !== undefined && value >= least && value % 1 === 0 ? value : undefined;
}

/**
 * Reads the answer to GET /gateway/bot. What a bot can start without is filled in: one shard, a limit of 1,000 a day that is
 * whole, one Identify at a time.
 *
 * @param needsUrl Whether it must say where the gateway is.
 * @returns Undefined if it must and does not, or if nothing in it is of a gateway.
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

/** Identifies that are left. */
export interface SessionStarts {
	readonly total: number;
	readonly remaining: number;
	/** Clock reading, in seconds, at which all are back. */
	readonly resetAt: number;
}

/** Begins to count from what `bot` told at `now`. */
export function sessionStartsOf({ session_start_limit: limit }: GatewayBot, now: number): SessionStarts {
	return { total: limit.total, remaining: limit.remaining, resetAt: now + limit.reset_after / MILLISECONDS };
}

/** The count after an Identify at `now`; undefined if none is left, and none may go out. */
export function takeSessionStart(starts: SessionStarts, now: number): SessionStarts | undefined {
	const current = now < starts.resetAt ? starts : { ...starts, remaining: starts.total, resetAt: now + DAY };
	return current.remaining < 1 ? undefined : { ...current, remaining: current.remaining - 1 };
}
