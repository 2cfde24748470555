/**
 * One answer of `/gateway/bot` for several callers. Each may identify once, so each sees one session start less than the caller before.
 * Pure.
 */

import type { JsonObject } from "../codec/record.ts";

export class SharedAnswer {
	private readonly answer: JsonObject;
	private callers = 0;

	/**
	 * @param body As Discord wrote it: the first caller gets exactly this.
	 * @param at Moment in milliseconds at which it came.
	 */
	public constructor(
		private readonly body: string,
		private readonly at: number,
	) {
		const value = JSON.parse(body) as unknown;
		this.answer = isObject(value) ? value : {};
	}

	/** @returns The answer for one more caller; `undefined` if the session starts are promised to earlier ones. */
	public next(now: number): string | undefined {
		const earlier = this.callers;
		this.callers += 1;
		const { session_start_limit: limit } = this.answer;
		if (earlier === 0 || !isObject(limit) || typeof limit.remaining !== "number") return this.body;
		// if none are left, Discord's own count is passed on
		const remaining = Math.max(0, limit.remaining - earlier);
		if (remaining === 0 && limit.remaining > 0) return undefined;
		const aged = typeof limit.reset_after === "number" ? { reset_after: this.aged(limit.reset_after, now) } : {};
		return JSON.stringify({ ...this.answer, session_start_limit: { ...limit, remaining, ...aged } });
	}

	private aged(resetAfter: number, now: number): number {
		return Math.max(0, Math.floor(resetAfter - (now - this.at)));
	}
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
