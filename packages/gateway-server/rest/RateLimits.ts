/**
 * Rate limits of the REST API: one bucket for each route, and the headers that clients read them from.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Rate Limits". They name no limit of a route, only 50 requests a second in all, so that is the default
 * of each.
 */

import { createHash } from "node:crypto";
import { RateWindow } from "../main/RateWindow.ts";
import type { RestRoute } from "./RestRoute.ts";

/** How often a route may be asked. */
export interface RestLimit {
	/** Requests in one window. @default 50 */
	readonly requests: number;
	/** Milliseconds. @default 1000 */
	readonly window: number;
}

export interface RateVerdict {
	readonly isAllowed: boolean;
	/** Seconds until the bucket is full. */
	readonly retryAfter: number;
	readonly headers: Readonly<Record<string, string>>;
}

export class RateLimits {
	private readonly windows = new Map<RestRoute, RateWindow>();

	public constructor(private readonly limit: RestLimit) {}

	/** Takes one request of a route. `now` in milliseconds since 1970. */
	public take(route: RestRoute, now: number): RateVerdict {
		const window = this.windows.get(route) ?? new RateWindow(this.limit.requests, this.limit.window);
		this.windows.set(route, window);
		const isAllowed = window.take(now);
		const retryAfter = window.resetAfter(now) / 1000;
		const headers = {
			"x-ratelimit-limit": String(this.limit.requests),
			"x-ratelimit-remaining": String(window.remaining(now)),
			"x-ratelimit-reset": (now / 1000 + retryAfter).toFixed(3),
			"x-ratelimit-reset-after": retryAfter.toFixed(3),
			"x-ratelimit-bucket": bucketOf(route),
			...(!isAllowed && { "x-ratelimit-scope": "user", "retry-after": String(Math.ceil(retryAfter)) }),
		};
		return { isAllowed, retryAfter, headers };
	}
}

/** Discord's ids of buckets are 32 hexadecimal digits that tell nothing. */
function bucketOf({ method, path }: RestRoute): string {
	return createHash("sha256").update(`${method} ${path}`).digest("hex").slice(0, 32);
}
