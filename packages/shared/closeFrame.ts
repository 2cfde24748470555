/**
 * What a close frame may hold, whoever sends it.
 * Pure. Source: RFC 6455, sections 5.5 and 7.4, and IANA's "WebSocket Close Code Number Registry".
 */

/** Codes that are of no gateway, as far as they are sent or told apart here. */
export const CLOSE_CODE = {
	normal: 1000,
	goingAway: 1001,
	protocolError: 1002,
	/** Stands for "no close frame was seen". It never travels. */
	noCloseFrame: 1006,
	invalidPayload: 1007,
	policyViolation: 1008,
	messageTooBig: 1009,
	serviceRestart: 1012,
	tryAgainLater: 1013,
} as const;

/** With these a client of either gateway leaves for good: nothing is left to resume. */
export const LEAVING_CODES: ReadonlySet<number> = new Set([CLOSE_CODE.normal, CLOSE_CODE.goingAway]);

/** A control frame holds 125 bytes, of which two are the code. */
export const MAX_REASON_SIZE = 123;

/** Says whether a close frame may carry a code. Never errors: it may be any value. */
export function isSendableCode(code: unknown): code is number {
	if (typeof code !== "number" || !Number.isInteger(code)) return false;
	return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
