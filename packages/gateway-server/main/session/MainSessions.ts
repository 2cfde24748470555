/**
 * The sessions of a main gateway by id. Those that ended stay a while, for whoever asks what they did.
 * Holds values; knows no sockets.
 */

import type { MainSession } from "./MainSession.ts";

/** Ended sessions that are kept; one more, and the first is forgotten. */
export const MAX_ENDED = 100;

export class MainSessions<Session extends { readonly id: string } = MainSession> {
	private readonly byId = new Map<string, Session>();
	/** The oldest first. */
	private readonly endedIds: Array<string> = [];

	public add(session: Session): void {
		this.byId.set(session.id, session);
	}

	public get(id: string): Session | undefined {
		return this.byId.get(id);
	}

	/** In the order in which they began. */
	public all(): ReadonlyArray<Session> {
		return [...this.byId.values()];
	}

	/** Takes notice that `session` ended. Returns the id of the one that is forgotten for it, if one is. */
	public retire(session: Session): string | undefined {
		this.endedIds.push(session.id);
		if (this.endedIds.length <= MAX_ENDED) return undefined;
		const forgotten = this.endedIds.shift();
		if (forgotten !== undefined) this.byId.delete(forgotten);
		return forgotten;
	}
}
