/** Who is in a channel, and how far each got into the group. Values only; DaveRoom moves them from state to state. */

import type { KeyPackage } from "./keyPackage.ts";

export type UserState =
	/** Has no DAVE. */
	| { readonly kind: "plain" }
	/** Has yet to send a key package: the last of those that it owes, for it may have begun anew since the others. */
	| JoiningState
	/** Waits for a Welcome. */
	| { readonly kind: "pending"; readonly keyPackage: KeyPackage }
	| { readonly kind: "member" }
	/** Has DAVE, and no link: it is told nothing, and is let in anew when it is back. */
	| { readonly kind: "lost" };

export interface JoiningState {
	readonly kind: "joining";
	/** Key packages that it was asked for, or announced, and that have not come. */
	readonly owed: number;
	/** The latest that came, if more are owed. */
	readonly keyPackage?: KeyPackage;
}

export type UserKind = UserState["kind"];

export class Users {
	private readonly states = new Map<string, UserState>();

	public get size(): number {
		return this.states.size;
	}

	/** Ids of all but the lost, in the order in which they came. */
	public get present(): ReadonlyArray<string> {
		return [...this.states.keys()].filter((userId) => !this.is(userId, "lost"));
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

	/** Ids of those in one of these states, in the order in which they came. */
	public that(...kinds: ReadonlyArray<UserKind>): ReadonlyArray<string> {
		return [...this.states].filter(([, state]) => kinds.includes(state.kind)).map(([userId]) => userId);
	}

	public is(userId: string, kind: UserKind): boolean {
		return this.states.get(userId)?.kind === kind;
	}

	/** Whether a user is in the group, or on its way into it. */
	public canEnter(userId: string): boolean {
		const kind = this.states.get(userId)?.kind;
		return kind === "joining" || kind === "pending" || kind === "member";
	}

	/** Those who wait for a Welcome, with their key packages. */
	public get pending(): ReadonlyArray<readonly [userId: string, keyPackage: KeyPackage]> {
		return [...this.states].flatMap(([userId, state]) =>
			state.kind === "pending" ? [[userId, state.keyPackage] as const] : [],
		);
	}
}

/** Says why a message of a user in this state is not waited for. */
export function outOfPlace(state: UserState | undefined): string {
	return state === undefined ? "user is not here" : `user is ${state.kind}`;
}
