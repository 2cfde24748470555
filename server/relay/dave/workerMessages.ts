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

/** What follows each message for the same session; undefined if it is not there yet, or no event. */
export function nextEvents(messages: ReadonlyArray<ToWorker>): ReadonlyArray<DaveEvent | undefined> {
	const latest = new Map<number, ToWorker>();
	const next = [...messages].reverse().map((message) => {
		const following = latest.get(message.session);
		latest.set(message.session, message);
		return following?.kind === "event" ? following.event : undefined;
	});
	return next.reverse();
}
