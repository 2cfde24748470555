/**
 * Close codes: which may be sent, and which end a session with the connection.
 * Pure.
 * Source: Discord Docs, "Voice Close Event Codes"; RFC 6455, sections 5.5 and 7.4.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { isSendableCode, LEAVING_CODES, MAX_REASON_SIZE } from "../../shared/closeFrame.ts";
import type { CloseInitiator } from "../events.ts";

/** After these there is nothing left to resume; any other close, or a lost link, keeps the session for a while. */
const ENDING_CODES: Readonly<Record<CloseInitiator, ReadonlySet<number>>> = {
	client: LEAVING_CODES,
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
	if (!isSendableCode(code)) {
		throw new RangeError(`close code must be a standard one or from 3000 to 4999, got ${String(code)}`);
	}
	const size = Buffer.byteLength(reason);
	if (size > MAX_REASON_SIZE) {
		throw new RangeError(`close reason must be at most ${MAX_REASON_SIZE} bytes, got ${size}`);
	}
}
