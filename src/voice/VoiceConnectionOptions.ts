/** What a voice connection is made of, and what it leaves behind. */

import { VoiceCredentials } from "../protocol/voice/payload";
import { RecoveryLimits } from "../protocol/voice/recovery";
import { Logger } from "../runtime/Logger";
import { SocketEnvironment } from "../socket/SocketEnvironment";

export interface VoiceConnectionOptions extends Partial<SocketEnvironment> {
	/** What the main gateway gave after op 4. */
	readonly credentials: VoiceCredentials;
	/** `endpoint` of VOICE_SERVER_UPDATE, verbatim with its port; or a whole address such as `ws://127.0.0.1:4000`. */
	readonly endpoint: string;
	/** @default a logger that prints warnings and errors */
	readonly logger?: Logger;
	/** Seconds from the start of an attempt to Ready or Resumed. @default 15 */
	readonly handshakeTimeout?: number;
	/** Seconds that a session stays ready before it counts as stable, and failures are forgotten. @default 10 */
	readonly stableAfter?: number;
	/** @default 6 attempts, 3 resumes, 1 to 30 seconds apart */
	readonly limits?: RecoveryLimits;
}

/** Why a connection ended for good. */
export interface Closure {
	/** Close code; undefined if no close frame was seen, or we ended it and gave none. */
	readonly code?: number;
	/** For a person: what happened, and what can be done. */
	readonly reason: string;
	readonly bySelf: boolean;
}
