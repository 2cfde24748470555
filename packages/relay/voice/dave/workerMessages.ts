/** Messages between the relay's thread and a worker: plain values. Pure. */

import type { DaveEvent, DaveIdentity, DaveOutput } from "./messages.ts";

export type ToWorker =
	| { readonly kind: "open"; readonly session: number; readonly identity: DaveIdentity }
	/** A turn of one session: events that follow each other. */
	| { readonly kind: "events"; readonly session: number; readonly events: ReadonlyArray<DaveEvent> }
	| { readonly kind: "end"; readonly session: number };

/** Follows each turn: an output for each event, or none if the session has ended. */
export interface FromWorker {
	readonly session: number;
	readonly outputs: ReadonlyArray<DaveOutput>;
}
