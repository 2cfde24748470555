/**
 * Close codes that the relay itself chooses, for the `c` record of a socket and for the far server.
 * Source: docs/relay.md, table of `by`.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { CLOSE_CODE } from "../../shared/closeFrame.ts";

/** Why the relay ends a socket, and the code that the client gets. */
export const RELAY_CLOSES = {
	/** The far server breaks RFC 6455. */
	protocolError: CLOSE_CODE.protocolError,
	/** The far server sends text that is not UTF-8. */
	invalidText: CLOSE_CODE.invalidPayload,
	/** The far server sends a message in too many fragments. */
	tooManyFragments: CLOSE_CODE.policyViolation,
	messageTooBig: CLOSE_CODE.messageTooBig,
	/** The room is gone, or can no longer be watched. Neither gateway of Discord has this code. */
	roomEnded: 4100,
	draining: CLOSE_CODE.serviceRestart,
	/** Too much waits for the client or for the far server, or the token has its share of sessions. */
	overflow: CLOSE_CODE.tryAgainLater,
	tooManyIdentifies: VoiceCloseCode.AlreadyAuthenticated,
	/** The relay has no state of an encrypted session. */
	sessionUnknown: VoiceCloseCode.SessionNoLongerValid,
} as const;

export type RelayCloseCode = (typeof RELAY_CLOSES)[keyof typeof RELAY_CLOSES];

/** Close code for the far server if the client names none. Discord keeps the session; 1000 and 1001 would end it. */
export const RESUMABLE_CODE = 4000;
