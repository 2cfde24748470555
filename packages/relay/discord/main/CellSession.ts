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
	/** It waits for Identifies to be permitted again, until this clock reading in milliseconds. */
	| { readonly kind: "limited"; readonly reason: string; readonly until: number }
	/** For good, until the operator acts: wrong token, missing intents. */
	| { readonly kind: "stopped"; readonly reason: string };

export interface CellEvents {
	/**
	 * Every dispatch, once and in order, READY and RESUMED included. The state is `ready` before those two, so that
	 * `updateVoiceState` works inside of them.
	 */
	readonly onDispatch: (dispatch: CellDispatch) => void;
	/**
	 * A fresh session took the place of an earlier one: dispatches between the two are lost. READY follows as a dispatch, and
	 * numbers count from it: acknowledge none of the earlier session.
	 */
	readonly onGap: (reason: string) => void;
	/** The kind changed. */
	readonly onState: (state: CellState) => void;
}

/** None of these throws or yields. */
export interface CellSession {
	readonly state: CellState;
	/** The session's ID, which voice states of the bot have too; undefined before READY. */
	readonly sessionId: string | undefined;
	/** The bot's user ID; undefined before the first READY. */
	readonly userId: string | undefined;
	readonly counts: CellCounts;
	/** Opens it. Safe to call twice. */
	open(): void;
	/**
	 * The log holds everything up to `s`: heartbeats and Resumes report this number to Discord, never a higher one, so that
	 * Discord replays what a crash would lose. With a state directory, they report it once it is written there.
	 */
	acknowledge(s: number): void;
	/** Sends op 4, within the send limit. @returns False if it was not sent: not ready, or too many wait for the limit. */
	updateVoiceState(
		guildId: string,
		channelId: string | null,
		self: { readonly mute: boolean; readonly deaf: boolean },
	): boolean;
	/** Ends it. Discord keeps the session for a Resume unless `isFinal`. Safe to call twice. */
	close(isFinal: boolean): void;
}

/** Counts since the cell was made. */
export interface CellCounts {
	readonly identifies: number;
	readonly resumes: number;
	readonly dispatches: number;
	/** Dispatches that Discord replayed although they were processed. */
	readonly repeated: number;
	readonly malformed: number;
	/** Seconds from the last acknowledged heartbeat to its ACK. */
	readonly ping: number | undefined;
}

/** What a Resume needs, and what it leads to. */
export interface SavedSession {
	readonly sessionId: string;
	readonly resumeUrl: string | undefined;
	/** The last acknowledged number. */
	readonly s: number;
	readonly userId: string;
}
