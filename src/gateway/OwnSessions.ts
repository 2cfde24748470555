/**
 * The main sessions of this game server, to tell its own voice states from those of other sessions of the bot.
 * Source: docs/speaking.md, "One bot, one seat": the `session_id` of a bot's voice state is that of READY.
 */

/** Number of sessions to remember, since voice states of a replaced session may still arrive. */
const MAX_SESSIONS = 8;

export class OwnSessions {
	private readonly sessionIds = new Array<string>();

	/** @param sessionId ID of the current session, if any. */
	public add(sessionId: string | undefined): void {
		if (sessionId === undefined || this.sessionIds.includes(sessionId)) return;
		this.sessionIds.push(sessionId);
		if (this.sessionIds.size() > MAX_SESSIONS) this.sessionIds.shift();
	}

	/** Whether a voice state belongs to another process. False if that is unknown. */
	public isForeign(sessionId: string): boolean {
		return sessionId !== "" && !this.sessionIds.isEmpty() && !this.sessionIds.includes(sessionId);
	}
}
