/** Users of a channel and how far each has progressed into the group. Values only; DaveRoom changes the states. */

import type { KeyPackage } from "./keyPackage.ts";

export type UserState =
	/** Does not support DAVE. */
	| { readonly kind: "plain" }
	/** Still owes a key package. Only the last one owed counts. */
	| JoiningState
	/** Waiting for a Welcome. */
	| { readonly kind: "pending"; readonly keyPackage: KeyPackage }
	| { readonly kind: "member" }
	/** Supports DAVE, but is disconnected. Gets no messages, and rejoins when it resumes. */
	| { readonly kind: "lost" };

export interface JoiningState {
	readonly kind: "joining";
	/** Key packages requested or announced that have not arrived. */
	readonly owed: number;
	/** The latest that arrived, if more are owed. */
	readonly keyPackage?: KeyPackage;
}

export type UserKind = UserState["kind"];

export class Users {
	private readonly states = new Map<string, UserState>();

	public get size(): number {
		return this.states.size;
	}

	/** IDs of all users except lost ones, in the order they joined. */
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

	/** IDs of the users in any of these states, in the order they joined. */
	public that(...kinds: ReadonlyArray<UserKind>): ReadonlyArray<string> {
		return [...this.states].filter(([, state]) => kinds.includes(state.kind)).map(([userId]) => userId);
	}

	public is(userId: string, kind: UserKind): boolean {
		return this.states.get(userId)?.kind === kind;
	}

	/** Returns whether a user is in the group or joining it. */
	public canEnter(userId: string): boolean {
		const kind = this.states.get(userId)?.kind;
		return kind === "joining" || kind === "pending" || kind === "member";
	}

	/** Users waiting for a Welcome, with their key packages. */
	public get pending(): ReadonlyArray<readonly [userId: string, keyPackage: KeyPackage]> {
		return [...this.states].flatMap(([userId, state]) =>
			state.kind === "pending" ? [[userId, state.keyPackage] as const] : [],
		);
	}
}

/** Returns why a message from a user in this state is ignored. */
export function outOfPlace(state: UserState | undefined): string {
	return state === undefined ? "user is not in the channel" : `user is ${state.kind}`;
}
