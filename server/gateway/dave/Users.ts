/** Who is in a channel, and how far each got into the group. Values only; DaveRoom moves them from state to state. */

import type { KeyPackage } from "./keyPackage.ts";

export type UserState =
	/** Has no DAVE. */
	| { readonly kind: "plain" }
	/** Has yet to send a key package. */
	| { readonly kind: "joining" }
	/** Waits for a Welcome. */
	| { readonly kind: "pending"; readonly keyPackage: KeyPackage }
	| { readonly kind: "member" };

export type UserKind = UserState["kind"];

export class Users {
	private readonly states = new Map<string, UserState>();

	public get size(): number {
		return this.states.size;
	}

	/** Ids, in the order in which they came. */
	public get ids(): ReadonlyArray<string> {
		return [...this.states.keys()];
	}

	public get(userId: string): UserState | undefined {
		return this.states.get(userId);
	}

	public set(userId: string, state: UserState): void {
		this.states.set(userId, state);
	}

	public remove(userId: string): void {
		this.states.delete(userId);
	}

	/** Ids of those in a state. */
	public that(kind: UserKind): ReadonlyArray<string> {
		return [...this.states].filter(([, state]) => state.kind === kind).map(([userId]) => userId);
	}

	public is(userId: string, kind: UserKind): boolean {
		return this.states.get(userId)?.kind === kind;
	}

	/** Those who wait for a Welcome, with their key packages. */
	public get pending(): ReadonlyArray<readonly [userId: string, keyPackage: KeyPackage]> {
		return [...this.states].flatMap(([userId, state]) =>
			state.kind === "pending" ? [[userId, state.keyPackage] as const] : [],
		);
	}
}
