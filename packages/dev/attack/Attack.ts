/** A row of the suite: one way for an attacker with a valid token to harm another tenant. */

import type { Arena } from "./arena/Arena.ts";

export interface Attack {
	/** Name on the command line. */
	readonly name: string;
	/** The attack's exact input, in one line. */
	readonly input: string;
	/** Additional relay settings. `far` is `host:port` of the attacker's far server. */
	readonly environment?: (far: string) => Readonly<Record<string, string>>;
	/** Modules for the relay's process to preload, relative to `packages/dev/attack/`. @default none */
	readonly preloads?: ReadonlyArray<string>;
	/** Minimum duration in seconds. @default 0 */
	readonly seconds?: number;
	/** Attacks until it is done or `arena.signal` is aborted. */
	readonly run: (arena: Arena) => Promise<void>;
}
