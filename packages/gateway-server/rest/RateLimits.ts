/**
 * Rate limits of the REST API: one bucket per route, reported in response headers.
 * Pure: the caller passes the time.
 * Source: Discord Docs, "Rate Limits". They document no limit per route, only 50 requests per second overall, so that
 * is the default for each route.
 */

import { createHash } from "node:crypto";
import type { RestLimit } from "../main/mainOptions.ts";
import { RateWindow } from "../main/session/RateWindow.ts";
import type { RestRoute } from "./RestRoute.ts";

export interface BucketState {
	readonly isAllowed: boolean;
	/** Seconds until the window resets. */
	readonly retryAfter: number;
	readonly headers: Readonly<Record<string, string>>;
}

export class RateLimits {
	private readonly windows = new Map<RestRoute, RateWindow>();

	public constructor(private readonly limit: RestLimit) {}

	/** Counts one request for a route. `now` is in milliseconds since 1970. */
	public take(route: RestRoute, now: number): BucketState {
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

/** Discord's bucket IDs are 32 opaque hex digits. */
function bucketOf({ method, path }: RestRoute): string {
	return createHash("sha256").update(`${method} ${path}`).digest("hex").slice(0, 32);
}
