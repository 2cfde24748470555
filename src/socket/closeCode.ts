/**
 * Which close codes an endpoint may send.
 * Pure.
 * Source: RFC 6455, section 7.4.
 */

/** Range of codes that may stand in a close frame. */
const MIN_CLOSE_CODE = 1000;
const MAX_CLOSE_CODE = 4999;

/** Codes inside the range that only say what was seen: reserved, no code, lost link, failed TLS. */
const UNSENDABLE_CODES: ReadonlySet<number> = new Set<number>([1004, 1005, 1006, 1015]);

/** @throws If `code` is given and cannot stand in a close frame. */
export function assertCloseCode(code: number | undefined): void {
	if (code === undefined) return;
	const isSendable =
		code >= MIN_CLOSE_CODE && code <= MAX_CLOSE_CODE && code % 1 === 0 && !UNSENDABLE_CODES.has(code);
	assert(
		isSendable,
		`close code must be an integer from ${MIN_CLOSE_CODE} to ${MAX_CLOSE_CODE} but not 1004, 1005, 1006, 1015, got ${code}`,
	);
}
