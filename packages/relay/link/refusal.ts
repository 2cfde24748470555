/** Requests that are refused, as values of one table. Source: docs/relay.md, "What a client does" and "Secrets". */

import type { JsonObject } from "../codec/record.ts";
import { MEMORY_FULL } from "../memory/Memory.ts";

/** HTTP status of each code. */
export const REFUSAL_STATUS = {
	bad_request: 400,
	bad_version: 400,
	bad_ack: 400,
	bad_secret: 400,
	secret_unknown: 400,
	unauthorized: 401,
	place_not_allowed: 403,
	secret_not_allowed: 403,
	link_unknown: 404,
	not_found: 404,
	request_timeout: 408,
	up_gap: 409,
	too_large: 413,
	unsupported_media_type: 415,
	expectation_failed: 417,
	rate_limited: 429,
	discord_rate_limited: 429,
	head_too_large: 431,
	internal: 500,
	discord_status: 502,
	discord_unreachable: 502,
	draining: 503,
	overloaded: 503,
	discord_timeout: 504,
} as const;

export type RefusalCode = keyof typeof REFUSAL_STATUS;

/** Why a link is over; `draining` is no end of its own, but the process's. */
export type GoneReason = "idle" | "deleted" | "overflow" | "memory" | "worn" | "draining";

export class Refusal extends Error {
	/** @param fields Further fields of the error. Never a secret. */
	public constructor(
		public readonly code: RefusalCode,
		message: string,
		public readonly fields: JsonObject = {},
	) {
		super(message);
		this.name = "Refusal";
	}
}

/** Seconds after which a client may try again, when it is to go elsewhere or the end is not known. */
const USUAL_RETRY = 1;

/** Why a link is over, for people. */
const GONE_MESSAGE: Readonly<Record<Exclude<GoneReason, "draining">, string>> = {
	idle: "link was not polled (RELAY_IDLE_MS)",
	deleted: "link was deleted",
	overflow: "too many errors waited for the client (RELAY_BUFFER_BYTES)",
	memory: `${MEMORY_FULL}, and this link held most of the token that held most`,
	worn: "link ran out of record numbers",
};

/** What a request for a link that is over is answered with. */
export function goneRefusal(reason: GoneReason | undefined): Refusal {
	if (reason === "draining") {
		return new Refusal("draining", "relay is about to end, make a new link", { retry_after: USUAL_RETRY });
	}
	if (reason === undefined) return new Refusal("link_unknown", "no such link, make a new one");
	return new Refusal("link_unknown", `${GONE_MESSAGE[reason]}, make a new link`, { gone: reason });
}

/** @param waitMs Milliseconds until the next one is let through. */
export function rateRefusal(what: string, limit: number, waitMs: number): Refusal {
	const fields = { retry_after: Math.ceil(waitMs) / 1000, limit };
	return new Refusal("rate_limited", `too many ${what}, limit is ${limit}`, fields);
}
