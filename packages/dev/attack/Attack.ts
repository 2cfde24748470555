/** A row of the suite: one way in which an attacker with one valid token tries to hurt another tenant. */

import type { Arena } from "./arena/Arena.ts";

export interface Attack {
	/** What the user narrows by. */
	readonly name: string;
	/** The exact input, in one line. */
	readonly input: string;
	/** Settings of the relay beside the usual ones. `far` is `host:port` of the attacker's far server. */
	readonly environment?: (far: string) => Readonly<Record<string, string>>;
	/** Modules that the relay's process loads first, relative to `packages/dev/attack/`. @default none */
	readonly preloads?: ReadonlyArray<string>;
	/** Seconds that it takes at least. @default 0 */
	readonly seconds?: number;
	/** Attacks until `arena.signal` is aborted, or it is done. */
	readonly run: (arena: Arena) => Promise<void>;
}

/** What an attacker tells the suite at its end. */
export interface AttackReport {
	/** How it was stopped: status and code of refusals, ends of its sockets, with how often. */
	readonly stops: Readonly<Record<string, number>>;
	/** What the row found to be wrong by itself. */
	readonly failures: ReadonlyArray<string>;
}

export type FromAttacker = { readonly kind: "ready" } | { readonly kind: "done"; readonly report: AttackReport };

export interface AttackerTask {
	readonly name: string;
	readonly relay: string;
	readonly token: string;
	/** Of a third tenant, for rows that look what is left for others. */
	readonly bystander: string;
	readonly farPort: number;
	/** Milliseconds. */
	readonly duration: number;
}
