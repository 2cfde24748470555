/**
 * Which close codes and reasons an endpoint may send.
 * Pure.
 * Source: RFC 6455, sections 5.5 and 7.4.
 */

/** Reported for an end without a close frame; never sent. */
export const NO_CLOSE_FRAME = 1006;

/** Range of codes that a close frame may contain. */
const MIN_CLOSE_CODE = 1000;
const MAX_CLOSE_CODE = 4999;

/** Codes in the range that are never sent: reserved, no code, lost connection, failed TLS. */
const UNSENDABLE_CODES: ReadonlySet<number> = new Set<number>([1004, 1005, 1006, 1015]);

/** @throws If `code` is given and not allowed in a close frame. */
export function assertCloseCode(code: number | undefined): void {
	if (code === undefined) return;
	const isSendable =
		code >= MIN_CLOSE_CODE && code <= MAX_CLOSE_CODE && code % 1 === 0 && !UNSENDABLE_CODES.has(code);
	assert(
		isSendable,
		`close code must be an integer from ${MIN_CLOSE_CODE} to ${MAX_CLOSE_CODE} but not 1004, 1005, 1006, 1015, got ${code}`,
	);
}

/** Maximum size of a reason in bytes: a control frame holds 125, and the code takes two. */
const MAX_REASON_SIZE = 123;

/** @throws If `reason` is not allowed in a close frame. */
export function assertCloseReason(reason: string): void {
	assert(typeIs(reason, "string"), `close reason must be a string, got ${typeOf(reason)}`);
	assert(
		reason.size() <= MAX_REASON_SIZE,
		`close reason must have ${MAX_REASON_SIZE} bytes at most, got ${reason.size()}`,
	);
	assert(utf8.len(reason)[0] !== undefined, "close reason must be valid UTF-8");
}
