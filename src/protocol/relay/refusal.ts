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
	/** For people. */
	readonly reason: string;
	/** Seconds to wait, if the answer names them: finite, 0 or more. */
	readonly retryAfter?: number;
	/** For `gap`: number of the record that the relay expects next. */
	readonly expected?: number;
	/** For `discord_status`: the status of Discord's answer. */
	readonly farStatus?: number;
}

/**
 * Reads an answer that is not 2xx. An answer that no relay wrote counts as lost.
 *
 * @param body Decoded. A proxy may have written it, so it may be any value.
 * @param named Seconds to wait from the Retry-After header, for an answer that no relay wrote.
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

/** Returns a time to wait; undefined for text, NaN, infinity and negative numbers. */
function readSeconds(value: unknown): number | undefined {
	return typeIs(value, "number") && value >= 0 && value < math.huge ? value : undefined;
}

/** Returns the text for a code of the relay, with advice for the user. */
export function explain(code: string, message: unknown): string {
	const advice = ADVICE.get(code);
	const text = typeIs(message, "string") && message !== "" ? `${code}: ${message}` : code;
	return advice === undefined ? text : `${text}; ${advice}`;
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
