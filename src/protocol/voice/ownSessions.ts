/**
 * The main sessions of this process, to tell its own voice states from those of other sessions of the bot.
 * Pure.
 * Source: docs/speaking.md, "One bot, one seat": the `session_id` of a bot's voice state is that of READY.
 */

/** Number of sessions to remember, since voice states of a replaced session may still arrive. */
const MAX_SESSIONS = 8;

export class OwnSessions {
	/** Oldest first. */
	private sessionIds: ReadonlyArray<string> = [];

	/** @param sessionId ID of the current session, if any. */
	public add(sessionId: string | undefined): void {
		const { sessionIds } = this;
		if (sessionId === undefined || sessionIds.includes(sessionId)) return;
		const isFull = sessionIds[MAX_SESSIONS - 1] !== undefined;
		this.sessionIds = [...sessionIds.filter((_, index) => !isFull || index > 0), sessionId];
	}

	/** Whether a voice state belongs to another process. False if that is unknown. */
	public isForeign(sessionId: string): boolean {
		return sessionId !== "" && this.sessionIds[0] !== undefined && !this.sessionIds.includes(sessionId);
	}
}
