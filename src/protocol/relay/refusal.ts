/**
 * What a client does after an answer of the relay that is not 2xx.
 * Pure.
 * Source: docs/relay.md, "What a client does".
 */

import { RecordFaultCode, REFUSALS, RefusalCode, RelayAction } from "./faultCode";

/** What the user can do about a code. */
const ADVICE: ReadonlyMap<string, string> = new Map<RefusalCode | RecordFaultCode, string>([
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
	const known = (REFUSALS as Readonly<Record<string, { readonly action: RelayAction } | undefined>>)[code];
	const action = known?.action ?? (status >= 500 ? "retry" : "refused");
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
