/**
 * The first message on a socket: Identify or Resume, or none if the session cannot continue on this socket.
 * Pure.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8); docs/relay.md, "End-to-end encryption (DAVE)".
 */

import { identifyPayload, resumePayload, VoiceCredentials } from "./payload";

/** The reason for no message. */
export const NOT_CARRIED = "the session is encrypted end to end, which this socket cannot carry";

/** Highest DAVE version without a relay: none. */
const NO_DAVE = 0;

export interface SessionStart {
	/** Whether the server may still hold the session. */
	readonly hasSession: boolean;
	/** Last sequence number received. */
	readonly sequence: number;
	/** Whether the session is encrypted end to end, or is about to be. */
	readonly isEncrypted: boolean;
	/** Whether a relay speaks DAVE for us over this socket. */
	readonly isCarried: boolean;
}

/**
 * @returns The message to encode as JSON. Undefined if an encrypted session must not be resumed: nothing would answer its
 * DAVE messages, and everyone in the channel would wait.
 */
export function identifyOrResume(credentials: VoiceCredentials, options: SessionStart) {
	const { hasSession, sequence, isEncrypted, isCarried } = options;
	if (!hasSession) return identifyPayload(credentials, NO_DAVE, isCarried);
	if (isEncrypted && !isCarried) return undefined;
	return resumePayload(credentials, sequence, isEncrypted);
}
