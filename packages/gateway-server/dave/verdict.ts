/** What a room thinks of a client's message. Values only. */

import type { DaveEffect } from "./Outbox.ts";

/**
 * `ignored` is in order, but too late or not waited for: every epoch has commits that lose the race.
 * `malformed` is what no client that works sends.
 */
export type DaveVerdict =
	| { readonly kind: "taken" }
	| { readonly kind: "ignored"; readonly reason: string }
	| { readonly kind: "malformed"; readonly reason: string };

/** A verdict, and what follows from the message. */
export interface DaveOutcome {
	readonly verdict: DaveVerdict;
	readonly effects: ReadonlyArray<DaveEffect>;
}

export function taken(effects: ReadonlyArray<DaveEffect>): DaveOutcome {
	return { verdict: { kind: "taken" }, effects };
}

export function ignored(reason: string): DaveOutcome {
	return { verdict: { kind: "ignored", reason }, effects: [] };
}

export function malformed(reason: string): DaveOutcome {
	return { verdict: { kind: "malformed", reason }, effects: [] };
}
