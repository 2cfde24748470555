/**
 * How many Identifies a bot has left, as GET /gateway/bot tells it, counted on from there.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Session Start Limit Object": at the limit all sessions end, and the token is reset.
 */

import { t } from "@rbxts/t";

/** What GET /gateway/bot answers. */
export interface GatewayBot {
	/** Where to connect. */
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

const count: t.check<number> = (value): value is number => typeIs(value, "number") && value >= 0 && value % 1 === 0;
const countAboveZero: t.check<number> = (value): value is number => count(value) && value > 0;

export const isGatewayBot: t.check<GatewayBot> = t.interface({
	url: t.string,
	shards: countAboveZero,
	session_start_limit: t.interface({
		total: count,
		remaining: count,
		reset_after: t.numberMin(0),
		max_concurrency: countAboveZero,
	}),
});

/** Identifies that are left. */
export interface SessionStarts {
	readonly total: number;
	readonly remaining: number;
	/** Clock reading, in seconds, at which all are back. */
	readonly resetAt: number;
}

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/** Seconds in which a bot has its total. */
const DAY = 86_400;

/** Begins to count from what `bot` told at `now`. */
export function sessionStartsOf({ session_start_limit: limit }: GatewayBot, now: number): SessionStarts {
	return { total: limit.total, remaining: limit.remaining, resetAt: now + limit.reset_after / MILLISECONDS };
}

/** The count after an Identify at `now`; undefined if none is left, and none may go out. */
export function takeSessionStart(starts: SessionStarts, now: number): SessionStarts | undefined {
	const current = now < starts.resetAt ? starts : { ...starts, remaining: starts.total, resetAt: now + DAY };
	return current.remaining < 1 ? undefined : { ...current, remaining: current.remaining - 1 };
}
