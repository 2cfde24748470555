/** How a room judges a client's message. Values only. */

import type { DaveEffect } from "./Outbox.ts";

/**
 * `ignored` is valid, but late or unexpected: in every epoch some commits lose the race.
 * `malformed` is never sent by a correct client.
 */
export type DaveVerdict =
	| { readonly kind: "taken" }
	| { readonly kind: "ignored"; readonly reason: string }
	| { readonly kind: "malformed"; readonly reason: string };

/** A verdict and the effects of the message. */
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
