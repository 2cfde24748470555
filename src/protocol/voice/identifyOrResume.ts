/**
 * What a socket begins with: Identify, Resume, or nothing where the session cannot go on over it.
 * Pure.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8); docs/relay.md, "End-to-end encryption (DAVE)".
 */

import { identifyPayload, resumePayload, VoiceCredentials } from "./payload";

/** Said where no message begins a socket. */
export const NOT_CARRIED = "the session is encrypted end to end, which this socket cannot carry";

/** Highest DAVE version that this package speaks by itself: none. */
const NO_DAVE = 0;

export interface SessionStart {
	/** Whether the server may still hold the session. */
	readonly hasSession: boolean;
	/** Last sequence number received. */
	readonly sequence: number;
	/** Whether the session is encrypted end to end, or is to be. */
	readonly isEncrypted: boolean;
	/** Whether DAVE is spoken for us over this socket. */
	readonly isCarried: boolean;
}

/**
 * @returns The message to encode as JSON. Undefined where an encrypted session is not to be resumed: nothing would answer
 * for it, and everyone in the channel would wait.
 */
export function identifyOrResume(credentials: VoiceCredentials, options: SessionStart) {
	const { hasSession, sequence, isEncrypted, isCarried } = options;
	if (!hasSession) return identifyPayload(credentials, NO_DAVE, isCarried);
	if (isEncrypted && !isCarried) return undefined;
	return resumePayload(credentials, sequence, isEncrypted);
}
