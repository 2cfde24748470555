/**
 * Sessions of a main gateway by ID. Ended ones are kept for a while, so that their figures can be read.
 * Holds values; knows no sockets.
 */

import type { MainSession } from "./MainSession.ts";

/** Maximum number of ended sessions. The oldest is forgotten first. */
export const MAX_ENDED = 100;

export class MainSessions<Session extends { readonly id: string } = MainSession> {
	private readonly byId = new Map<string, Session>();
	/** Oldest first. */
	private readonly endedIds: Array<string> = [];

	public add(session: Session): void {
		this.byId.set(session.id, session);
	}

	public get(id: string): Session | undefined {
		return this.byId.get(id);
	}

	/** Returns all sessions, oldest first. */
	public all(): ReadonlyArray<Session> {
		return [...this.byId.values()];
	}

	/** Notes that `session` ended. Returns the ID of the session that is forgotten in exchange, if any. */
	public retire(session: Session): string | undefined {
		this.endedIds.push(session.id);
		if (this.endedIds.length <= MAX_ENDED) return undefined;
		const forgotten = this.endedIds.shift();
		if (forgotten !== undefined) this.byId.delete(forgotten);
		return forgotten;
	}
}
