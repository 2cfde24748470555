/** The main session of a cell (bot and shard), as the hub sees it. */

/** A dispatch. */
export interface CellDispatch {
	/** Sequence number. */
	readonly s: number;
	/** Name, such as `VOICE_STATE_UPDATE`. */
	readonly name: string;
	readonly d: unknown;
}

/** What a cell knows of itself. */
export type CellState =
	| { readonly kind: "connecting"; readonly reason: string }
	| { readonly kind: "ready" }
	/** It waits for Identifies to be permitted again. */
	| { readonly kind: "limited"; readonly reason: string }
	/** For good, until the operator acts: wrong token, missing intents. */
	| { readonly kind: "stopped"; readonly reason: string };

export interface CellEvents {
	/** Every dispatch, in order, READY and RESUMED included. */
	readonly onDispatch: (dispatch: CellDispatch) => void;
	/** A fresh session began (READY follows as a dispatch): dispatches between the two sessions are lost. */
	readonly onGap: (reason: string) => void;
	readonly onState: (state: CellState) => void;
}

/** None of these throws or yields. */
export interface CellSession {
	readonly state: CellState;
	/** The session's ID, which voice states of the bot have too; undefined before READY. */
	readonly sessionId: string | undefined;
	/** The bot's user ID; undefined before the first READY. */
	readonly userId: string | undefined;
	/** Opens it. */
	open(): void;
	/**
	 * The log holds everything up to `s`: heartbeats and Resumes report this number to Discord, never a higher one, so that
	 * Discord replays what a crash would lose.
	 */
	acknowledge(s: number): void;
	/** Sends op 4, within the send limit. @returns False if the session is not ready: it was not sent. */
	updateVoiceState(
		guildId: string,
		channelId: string | null,
		self: { readonly mute: boolean; readonly deaf: boolean },
	): boolean;
	/** Ends it. Discord keeps the session for a Resume unless `isFinal`. Safe to call twice. */
	close(isFinal: boolean): void;
}

/** What a Resume needs, and what it leads to. */
export interface SavedSession {
	readonly sessionId: string;
	readonly resumeUrl: string | undefined;
	/** The last acknowledged number. */
	readonly s: number;
	readonly userId: string;
}
