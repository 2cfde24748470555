/** What a room waits for, and how long. Values only. */

import type { JoiningState } from "./Users.ts";

/** Milliseconds until a transition is executed though an op 23 is missing. The protocol says "after a timeout". */
export const TRANSITION_TIMEOUT = 2000;

/** Milliseconds until proposals that nobody commits are made anew: their commit was lost, or unfit. */
export const COMMIT_TIMEOUT = 5000;

/** Milliseconds until a key package that does not come is asked for anew: it was lost with a link. */
export const KEY_PACKAGE_TIMEOUT = 5000;

/** Times that the same is asked for anew; whoever does not answer then does not answer at all. */
export const MAX_RETRIES = 3;

/** What is to happen if the answer does not come. `retries` counts how often it was asked for anew. */
export type Wait =
	| { readonly kind: "transition"; readonly transitionId: number }
	| { readonly kind: "commit"; readonly generation: number; readonly retries: number }
	| KeyPackageWait;

export interface KeyPackageWait {
	readonly kind: "keyPackage";
	readonly userId: string;
	/** State of the user when the wait began; in any other, the wait is over. */
	readonly state: JoiningState;
	readonly retries: number;
}
