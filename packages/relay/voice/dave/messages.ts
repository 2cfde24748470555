/** What goes into a DAVE session and what comes out of it: plain values, so that it can be in another thread. Pure. */

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
	/** The link to the gateway is lost: what is sent now reaches nobody. */
	| { readonly kind: "lost" }
	/** The gateway took the session up again (op 9). */
	| { readonly kind: "resumed" }
	/** The time that its rejoin had is over. */
	| { readonly kind: "overdue" };

/**
 * - `none`: the channel is not encrypted end to end, as far as is known.
 * - `pending`: it is to be, but this session is in no group: it is alone, or joins.
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
