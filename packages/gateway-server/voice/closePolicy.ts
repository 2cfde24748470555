/**
 * Close codes: which ones can be sent, and which ones end the session.
 * Pure.
 * Source: Discord Docs, "Voice Close Event Codes"; RFC 6455, sections 5.5 and 7.4.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { isSendableCode, LEAVING_CODES, MAX_REASON_SIZE } from "../../shared/closeFrame.ts";
import type { CloseInitiator } from "../events.ts";

/** Codes that end the session. Any other close, or a lost connection, keeps the session resumable for a while. */
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

/** Returns whether a session ends with a connection closed by `by`. `undefined` stands for a lost connection. */
export function endsSession(by: CloseInitiator, code: number | undefined): boolean {
	return code !== undefined && ENDING_CODES[by].has(code);
}

/** @throws RangeError If the code or reason is not valid in a close frame. */
export function checkClose(code: number, reason: string): void {
	if (!isSendableCode(code)) {
		throw new RangeError(`close code must be a standard code or from 3000 to 4999, got ${String(code)}`);
	}
	const size = Buffer.byteLength(reason);
	if (size > MAX_REASON_SIZE) {
		throw new RangeError(`close reason must be at most ${MAX_REASON_SIZE} bytes, got ${size}`);
	}
}
