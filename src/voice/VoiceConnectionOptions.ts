/** Options of a voice connection. */

import { VoiceDeadlines } from "../protocol/voice/deadlines";
import { RecoveryLimits } from "../protocol/voice/recovery";
import { Logger } from "../runtime/Logger";
import { Misplacements } from "../runtime/refuseMisplaced";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { CredentialSource } from "./CredentialSource";

export interface VoiceConnectionOptions extends Partial<SocketEnvironment> {
	/** Where voice state and voice server come from: the main gateway, `fixedCredentials`, or a `CredentialFeed`. */
	readonly credentials: CredentialSource;
	/** @default a logger that prints warnings and errors */
	readonly logger?: Logger;
	/** Overrides of the defaults. */
	readonly deadlines?: Partial<VoiceDeadlines>;
	/** Seconds until a ready session counts as stable, and failures are forgotten. @default 10 */
	readonly stableAfter?: number;
	/** Whether a relay, if it offers this, receives audio for the session, so that speakers are known. @default true */
	readonly media?: boolean;
	/** @default 6 attempts, 3 resumes, 1 to 30 seconds apart */
	readonly limits?: RecoveryLimits;
}

/** Options of other owners, and where they belong. */
export const MISPLACED_VOICE_OPTIONS: Misplacements = {
	environment: "createSocket, scheduler, random and heartbeatFloor beside credentials",
	voice: "its members beside credentials",
	guildId: "credentials: fixedCredentials(…), or joinVoiceChannel(manager, { guildId, channelId })",
	channelId: "credentials: fixedCredentials(…), or joinVoiceChannel(manager, { guildId, channelId })",
};
