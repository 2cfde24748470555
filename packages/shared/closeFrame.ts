/**
 * Valid content of a close frame.
 * Pure. Source: RFC 6455, sections 5.5 and 7.4, and IANA's "WebSocket Close Code Number Registry".
 */

/** Standard close codes that are used here. */
export const CLOSE_CODE = {
	normal: 1000,
	goingAway: 1001,
	protocolError: 1002,
	/** Reported when no close frame was received. Never sent. */
	noCloseFrame: 1006,
	invalidPayload: 1007,
	policyViolation: 1008,
	messageTooBig: 1009,
	serviceRestart: 1012,
	tryAgainLater: 1013,
} as const;

/** A client of either gateway that closes with one of these ends its session: it cannot be resumed. */
export const LEAVING_CODES: ReadonlySet<number> = new Set([CLOSE_CODE.normal, CLOSE_CODE.goingAway]);

/** A control frame has up to 125 bytes, two of which are the code. */
export const MAX_REASON_SIZE = 123;

/** Returns whether a close frame may carry this code. Accepts any value and never throws. */
export function isSendableCode(code: unknown): code is number {
	if (typeof code !== "number" || !Number.isInteger(code)) return false;
	return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
