/** The bot's voice session in one guild, as the seat sees it. */

import type { Media, Speaking, SpeakerLevel } from "../../../../src/protocol/voice/media.ts";
import type { WireEncryption } from "../../../../src/protocol/room/segment.ts";

/** VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE, paired. */
export interface SeatCredentials {
	readonly guildId: string;
	readonly channelId: string;
	readonly userId: string;
	readonly sessionId: string;
	/** Never logged. */
	readonly token: string;
	readonly endpoint: string;
}

export interface SeatSessionEvents {
	/** The state of media; at any but `live`, no user is known to speak. */
	readonly onMedia: (media: Media) => void;
	readonly onSpeaking: (speaking: Speaking) => void;
	readonly onLevel: (level: SpeakerLevel) => void;
	readonly onEncryption: (encryption: WireEncryption) => void;
	/** It ended, and only new credentials help: leave, and join again (op 4). Called last, unless `onEnd` is. */
	readonly onSpent: (reason: string) => void;
	/** It ended with this close code of Discord. Called last, unless `onSpent` is. */
	readonly onEnd: (end: { readonly code: number | undefined; readonly reason: string }) => void;
}

/** None of these throws. */
export interface SeatSession {
	/** A moderator deafened the bot, or undeafened it: while deafened, no user is known to speak. */
	setDeafened(isDeafened: boolean): void;
	/** Ends it, and tells nobody. Safe to call twice. */
	close(): void;
}

/** Opens a session with these credentials: Identify, and Resume after each loss. Never calls an event before it returns. */
export type OpenSeatSession = (credentials: SeatCredentials, events: SeatSessionEvents) => SeatSession;
