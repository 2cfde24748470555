/**
 * Close codes: which may be sent, and which end a session with the connection.
 * Pure.
 * Source: Discord Docs, "Voice Close Event Codes"; RFC 6455, sections 5.5 and 7.4.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import type { CloseInitiator } from "../events.ts";

/** Codes of RFC 6455 (7.4.1) and its registry that may stand in a close frame. */
const STANDARD_CODES: ReadonlySet<number> = new Set([
	1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
]);

/** Range that the RFC leaves to libraries and applications. */
const PRIVATE_CODES = { first: 3000, last: 4999 } as const;

/** A close frame holds 125 bytes, of which two are the code. */
const MAX_REASON_SIZE = 123;

/** After these there is nothing left to resume; any other close, or a lost link, keeps the session for a while. */
const ENDING_CODES: Readonly<Record<CloseInitiator, ReadonlySet<number>>> = {
	// a client that closes with 1000 or 1001 has left the channel
	client: new Set([1000, 1001]),
	server: new Set<number>([
		VoiceCloseCode.SessionNoLongerValid,
		VoiceCloseCode.SessionTimeout,
		VoiceCloseCode.Disconnected,
		VoiceCloseCode.RateLimited,
		VoiceCloseCode.CallTerminated,
	]),
	link: new Set(),
};

/** Says whether a session ends with a connection that `by` closed; `undefined` is a lost link. */
export function endsSession(by: CloseInitiator, code: number | undefined): boolean {
	return code !== undefined && ENDING_CODES[by].has(code);
}

/** @throws RangeError If a close frame cannot hold this code or reason. */
export function checkClose(code: number, reason: string): void {
	const isPrivate = Number.isInteger(code) && code >= PRIVATE_CODES.first && code <= PRIVATE_CODES.last;
	if (!isPrivate && !STANDARD_CODES.has(code)) {
		throw new RangeError(`close code must be a standard one or from 3000 to 4999, got ${code}`);
	}
	const size = Buffer.byteLength(reason);
	if (size > MAX_REASON_SIZE) {
		throw new RangeError(`close reason must be at most ${MAX_REASON_SIZE} bytes, got ${size}`);
	}
}
