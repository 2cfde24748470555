/**
 * Pending transitions and the users whose op 23 each one awaits.
 * Pure. ID 0 is never assigned: it means "execute immediately".
 * Source: DAVE protocol, "Protocol Version Changes" and opcodes 21 to 23.
 */

const LAST_ID = 2 ** 16 - 1;

interface Transition {
	readonly users: Set<string>;
	readonly awaited: Set<string>;
}

export interface TransitionState {
	readonly id: number;
	/** Users whose op 23 has not arrived. */
	readonly awaited: ReadonlyArray<string>;
}

export class Transitions {
	private readonly byId = new Map<number, Transition>();
	private lastId = 0;

	/** Starts a transition for `users` and returns its ID. */
	public prepare(users: ReadonlyArray<string>): number {
		this.lastId = (this.lastId % LAST_ID) + 1;
		this.byId.set(this.lastId, { users: new Set(users), awaited: new Set(users) });
		return this.lastId;
	}

	/** Records an op 23. Returns false if it was not expected. */
	public ready(id: number, userId: string): boolean {
		return this.byId.get(id)?.awaited.delete(userId) === true;
	}

	/** Removes a user from all transitions, because it left or has to rejoin the group. */
	public drop(userId: string): void {
		for (const { users, awaited } of this.byId.values()) {
			users.delete(userId);
			awaited.delete(userId);
		}
	}

	/** Removes the transitions whose op 23s have all arrived, oldest first. Returns the users to execute each one. */
	public takeComplete(): ReadonlyArray<readonly [id: number, users: ReadonlyArray<string>]> {
		const complete = [...this.byId].filter(([, { awaited }]) => awaited.size === 0);
		return complete.map(([id]) => [id, this.take(id)]);
	}

	/** Removes a transition, complete or not. Returns the users to execute it; empty if it has already ended. */
	public take(id: number): ReadonlyArray<string> {
		const users = this.byId.get(id)?.users ?? [];
		this.byId.delete(id);
		return [...users];
	}

	/** Forgets all transitions. */
	public clear(): void {
		this.byId.clear();
	}

	public state(): ReadonlyArray<TransitionState> {
		return [...this.byId].map(([id, { awaited }]) => ({ id, awaited: [...awaited] }));
	}
}
