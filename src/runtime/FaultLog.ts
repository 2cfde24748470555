/**
 * Counts faults of the other side and logs them: the first few, then each doubling, so that a server gone mad does not
 * flood the log.
 */

import { Logger } from "./Logger";

/** How many are logged one by one. */
const ALWAYS_LOGGED = 16;

export class FaultLog {
	/** How many there were. */
	public count = 0;

	/** @param what Begins each line, such as "skipped a malformed message". */
	public constructor(
		private readonly logger: Logger,
		private readonly what: string,
	) {}

	/** Counts one, and maybe logs it. */
	public add(reason: string): void {
		this.count += 1;
		// A power of two is one half times another.
		if (this.count > ALWAYS_LOGGED && math.frexp(this.count)[0] !== 0.5) return;
		this.logger.warn(`${this.what} (${this.count} so far): ${reason}`);
	}
}
