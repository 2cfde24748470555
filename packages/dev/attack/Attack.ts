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
