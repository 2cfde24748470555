/** What a room waits for, and for how long. Values only. */

import type { JoiningState } from "./Users.ts";

/** Milliseconds until a transition is executed without the missing op 23s. The protocol says "after a timeout". */
export const TRANSITION_TIMEOUT = 2000;

/** Milliseconds until uncommitted proposals are reissued, because the commit was lost or invalid. */
export const COMMIT_TIMEOUT = 5000;

/** Milliseconds until a missing key package is requested again, because it was lost with a connection. */
export const KEY_PACKAGE_TIMEOUT = 5000;

/** Retries of one request. A user that has not answered by then is not expected to. */
export const MAX_RETRIES = 3;

/** What to do if the answer does not come. `retries` counts the earlier attempts. */
export type Wait =
	| { readonly kind: "transition"; readonly transitionId: number }
	| { readonly kind: "commit"; readonly generation: number; readonly retries: number }
	| KeyPackageWait;

export interface KeyPackageWait {
	readonly kind: "keyPackage";
	readonly userId: string;
	/** State of the user when the wait started. The wait ends when the state changes. */
	readonly state: JoiningState;
	readonly retries: number;
}
