/** Input and output of a DAVE session: plain values, so that it can run in another thread. Pure. */

import type { RejoinNews } from "./Rejoin.ts";

/** Whose session it is. Decimal strings of 64 bits: they exceed 2^53. */
export interface DaveIdentity {
	readonly userId: string;
	readonly channelId: string;
}

export type DaveEvent =
	/** A JSON message of the gateway that it sent for the first time. */
	| { readonly kind: "json"; readonly op: number; readonly d: unknown }
	/** A binary one, without its header. */
	| { readonly kind: "binary"; readonly op: number; readonly payload: Uint8Array }
	/** The socket is lost. Messages sent now are discarded. */
	| { readonly kind: "lost" }
	/** The gateway took the session up again (op 9). */
	| { readonly kind: "resumed" }
	/** The time to rejoin is over. */
	| { readonly kind: "overdue" };

/**
 * - `none`: the channel is not encrypted end to end, as far as is known.
 * - `pending`: it will be, but this session is in no group yet: it is alone, or joining.
 * - `active`: it is in the group of this epoch.
 */
export type Encryption =
	| { readonly state: "none" }
	| { readonly state: "pending"; readonly version: number }
	| { readonly state: "active"; readonly version: number; readonly epoch: number; readonly code: string };

export interface DaveOutput {
	/** Messages to the gateway, in order: text, or bytes of a binary frame. */
	readonly up: ReadonlyArray<string | Uint8Array>;
	/** Only if it changed. */
	readonly encryption?: Encryption;
	/** Only if it changed. */
	readonly rejoin?: RejoinNews;
}
