/**
 * The main sessions of this game server, by which a voice state of our bot tells whether it is ours.
 * Source: docs/speaking.md, "One bot, one seat": the `session_id` of a bot's voice state is that of READY.
 */

/** Sessions that are remembered: voice states of one that was just replaced may still come. */
const MAX_SESSIONS = 8;

export class OwnSessions {
	private readonly sessionIds = new Array<string>();

	/** @param sessionId Of the session that is held now; undefined without one. */
	public add(sessionId: string | undefined): void {
		if (sessionId === undefined || this.sessionIds.includes(sessionId)) return;
		this.sessionIds.push(sessionId);
		if (this.sessionIds.size() > MAX_SESSIONS) this.sessionIds.shift();
	}

	/** Whether a voice state is of another process. False while it cannot be told. */
	public isForeign(sessionId: string): boolean {
		return sessionId !== "" && !this.sessionIds.isEmpty() && !this.sessionIds.includes(sessionId);
	}
}
