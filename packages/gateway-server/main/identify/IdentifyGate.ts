/**
 * Limits Identifies: a number at a time, and a number per day.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Max Concurrency" and "Session Start Limit Object".
 */

import type { ResolvedMainOptions } from "../mainOptions.ts";
import { RateWindow } from "../session/RateWindow.ts";

/** Milliseconds per Identify of each rate limit key. */
const CONCURRENCY_WINDOW = 5000;

/** `busy` exceeds the concurrency, `exhausted` the daily limit. */
export type IdentifyPermit = "ok" | "busy" | "exhausted";

/** As in the response of GET /gateway/bot. */
export interface SessionStartStatus {
	readonly total: number;
	readonly remaining: number;
	readonly reset_after: number;
	readonly max_concurrency: number;
}

export class IdentifyGate {
	/** By rate limit key. */
	private readonly windows = new Map<number, RateWindow>();
	private readonly day: RateWindow;

	public constructor(private readonly options: ResolvedMainOptions) {
		const { total, resetAfter = 0 } = options.sessionStartLimit;
		this.day = new RateWindow(total, resetAfter);
	}

	/** Counts an Identify of a shard, if it is allowed. `now` is in milliseconds. */
	public take(shardId: number, now: number): IdentifyPermit {
		const key = shardId % this.options.maxConcurrency;
		const window = this.windows.get(key) ?? new RateWindow(1, CONCURRENCY_WINDOW);
		this.windows.set(key, window);
		if (!window.take(now)) return "busy";
		return this.day.take(now) ? "ok" : "exhausted";
	}

	public status(now: number): SessionStartStatus {
		return {
			total: this.options.sessionStartLimit.total,
			remaining: this.day.remaining(now),
			reset_after: this.day.resetAfter(now),
			max_concurrency: this.options.maxConcurrency,
		};
	}
}
