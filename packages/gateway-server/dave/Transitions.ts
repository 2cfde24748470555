/**
 * Transitions under way: whose op 23 each waits for.
 * Pure. Id 0 is not given out: it means "execute now".
 * Source: DAVE protocol, "Protocol Version Changes" and opcodes 21 to 23.
 */

const LAST_ID = 2 ** 16 - 1;

interface Transition {
	readonly users: Set<string>;
	readonly awaited: Set<string>;
}

export interface TransitionState {
	readonly id: number;
	/** Users whose op 23 has not come. */
	readonly awaited: ReadonlyArray<string>;
}

export class Transitions {
	private readonly byId = new Map<number, Transition>();
	private lastId = 0;

	/** Begins a transition of `users`, and returns its id. */
	public prepare(users: ReadonlyArray<string>): number {
		this.lastId = (this.lastId % LAST_ID) + 1;
		this.byId.set(this.lastId, { users: new Set(users), awaited: new Set(users) });
		return this.lastId;
	}

	/** Notes an op 23. Returns false if nobody waits for it. */
	public ready(id: number, userId: string): boolean {
		return this.byId.get(id)?.awaited.delete(userId) === true;
	}

	/** Takes a user out of all of them: it left, or has to join the group anew. */
	public drop(userId: string): void {
		for (const { users, awaited } of this.byId.values()) {
			users.delete(userId);
			awaited.delete(userId);
		}
	}

	/** Ends those for which every op 23 is in, oldest first, and returns who is to execute them. */
	public takeComplete(): ReadonlyArray<readonly [id: number, users: ReadonlyArray<string>]> {
		const complete = [...this.byId].filter(([, { awaited }]) => awaited.size === 0);
		return complete.map(([id]) => [id, this.take(id)]);
	}

	/** Ends a transition whatever is missing, and returns who is to execute it: nobody if it ended before. */
	public take(id: number): ReadonlyArray<string> {
		const users = this.byId.get(id)?.users ?? [];
		this.byId.delete(id);
		return [...users];
	}

	/** Forgets all of them. */
	public clear(): void {
		this.byId.clear();
	}

	public state(): ReadonlyArray<TransitionState> {
		return [...this.byId].map(([id, { awaited }]) => ({ id, awaited: [...awaited] }));
	}
}
