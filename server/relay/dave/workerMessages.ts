/** What the relay's thread and a worker say to each other: plain values. Pure. */

import type { DaveEvent, DaveIdentity, DaveOutput } from "./messages.ts";

export type ToWorker =
	| { readonly kind: "open"; readonly session: number; readonly identity: DaveIdentity }
	| { readonly kind: "event"; readonly session: number; readonly event: DaveEvent }
	| { readonly kind: "end"; readonly session: number };

/** One for each event. */
export interface FromWorker {
	readonly session: number;
	readonly output: DaveOutput;
}
