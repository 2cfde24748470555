/**
 * Close codes: which ones can be sent, and which ones end the session.
 * Pure.
 * Source: Discord Docs, "Voice Close Event Codes"; RFC 6455, sections 5.5 and 7.4.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { isSendableCode, MAX_REASON_SIZE } from "../../shared/closeFrame.ts";
import type { CloseInitiator } from "../events.ts";
import { endsSession as endsWith } from "../session/endsSession.ts";

/** Whether the session ends with a connection that the server closed. Otherwise it stays resumable for a while. */
const ENDS_SESSION: Readonly<Record<VoiceCloseCode, boolean>> = {
	[VoiceCloseCode.UnknownOpcode]: false,
	[VoiceCloseCode.FailedToDecode]: false,
	[VoiceCloseCode.NotAuthenticated]: false,
	[VoiceCloseCode.AuthenticationFailed]: false,
	[VoiceCloseCode.AlreadyAuthenticated]: false,
	[VoiceCloseCode.SessionNoLongerValid]: true,
	[VoiceCloseCode.SessionTimeout]: true,
	[VoiceCloseCode.ServerNotFound]: false,
	[VoiceCloseCode.UnknownProtocol]: false,
	[VoiceCloseCode.Disconnected]: true,
	[VoiceCloseCode.VoiceServerCrashed]: false,
	[VoiceCloseCode.UnknownEncryptionMode]: false,
	[VoiceCloseCode.DaveRequired]: false,
	[VoiceCloseCode.BadRequest]: false,
	[VoiceCloseCode.RateLimited]: true,
	[VoiceCloseCode.CallTerminated]: true,
};

/** Returns whether a session ends with a connection closed by `by`. `undefined` stands for a lost connection. */
export function endsSession(by: CloseInitiator, code: number | undefined): boolean {
	return endsWith(ENDS_SESSION, by, code);
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
