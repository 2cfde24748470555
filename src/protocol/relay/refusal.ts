/**
 * What a client does after an answer of the relay that is not 2xx.
 * Pure.
 * Source: docs/relay.md, "What a client does".
 */

/**
 * - `retry`: as if no answer had come: the same records again, later and later.
 * - `wait`: the same again after the time that the relay names.
 * - `gap`: the same again, from the record that the relay expects.
 * - `shrink`: fewer records in one body.
 * - `leave`: the relay is about to end: make a link with another one, or with the next.
 * - `gone`: the link is no more, nor are its sockets.
 * - `refused`: nothing will help but a person.
 */
export type RelayAction = "retry" | "wait" | "gap" | "shrink" | "leave" | "gone" | "refused";

/** One row per documented code. */
const ACTIONS: ReadonlyMap<string, RelayAction> = new Map<string, RelayAction>([
	["bad_request", "refused"],
	["bad_version", "refused"],
	["bad_ack", "refused"],
	["bad_secret", "refused"],
	["unauthorized", "refused"],
	["place_not_allowed", "refused"],
	["link_unknown", "gone"],
	["not_found", "refused"],
	["request_timeout", "retry"],
	["up_gap", "gap"],
	["too_large", "shrink"],
	["unsupported_media_type", "refused"],
	["expectation_failed", "refused"],
	["rate_limited", "wait"],
	["head_too_large", "refused"],
	["internal", "retry"],
	["draining", "leave"],
	["overloaded", "wait"],
	["discord_rate_limited", "wait"],
]);

/** What the user can do about a code. */
const ADVICE: ReadonlyMap<string, string> = new Map<string, string>([
	["unauthorized", "give the package a token that is in the relay's RELAY_TOKENS"],
	["place_not_allowed", "add the place id to the relay's RELAY_PLACES"],
	["not_found", "is this the address of a relay?"],
	["host_not_allowed", "add the host to the relay's RELAY_ALLOW_HOSTS"],
	["secret_unknown", "set it in the relay as RELAY_SECRET_<NAME>"],
	["secret_not_allowed", "see the relay's RELAY_SECRET_HOSTS and RELAY_SECRET_PLACES"],
]);

export interface RelayRefusal {
	readonly action: RelayAction;
	/** The relay's code; absent if the answer is not a relay's. */
	readonly code?: string;
	/** For a person. */
	readonly reason: string;
	/** Seconds to wait, if they were named: finite, 0 or more. */
	readonly retryAfter?: number;
	/** For `gap`: number of the record that the relay expects next. */
	readonly expected?: number;
	/** For `discord_status`: what Discord answered. */
	readonly farStatus?: number;
}

/**
 * Judges an answer.
 *
 * @param body Decoded; anything at all, for a proxy may have written it. Then it counts as no answer.
 * @param named Seconds to wait, as a header says; they count for an answer that no relay wrote.
 */
export function readRefusal(status: number, body: unknown, named?: number): RelayRefusal {
	const fault = readFault(body);
	if (fault === undefined) {
		return { action: "retry", reason: `status ${status}, not from a relay`, retryAfter: named };
	}
	const { code, message, retry_after, expected, status: farStatus } = fault;
	const action = ACTIONS.get(code) ?? (status >= 500 ? "retry" : "refused");
	return {
		action,
		code,
		reason: explain(code, message),
		retryAfter: readSeconds(retry_after),
		expected: typeIs(expected, "number") ? expected : undefined,
		farStatus: typeIs(farStatus, "number") ? farStatus : undefined,
	};
}

/** A time to wait; undefined for what is none: text, NaN, infinity, or less than nothing. */
function readSeconds(value: unknown): number | undefined {
	return typeIs(value, "number") && value >= 0 && value < math.huge ? value : undefined;
}

/** A code of the relay in words, with what the user can do. */
export function explain(code: string, message: unknown): string {
	const advice = ADVICE.get(code);
	const said = typeIs(message, "string") && message !== "" ? `${code}: ${message}` : code;
	return advice === undefined ? said : `${said}; ${advice}`;
}

interface Fault {
	readonly code: string;
	readonly message: unknown;
	readonly retry_after: unknown;
	readonly expected: unknown;
	readonly status: unknown;
}

function readFault(body: unknown): Fault | undefined {
	if (!typeIs(body, "table")) return undefined;
	const fault = (body as { error?: unknown }).error;
	if (!typeIs(fault, "table") || !typeIs((fault as { code?: unknown }).code, "string")) return undefined;
	return fault as unknown as Fault;
}
