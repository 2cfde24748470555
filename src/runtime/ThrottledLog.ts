/** Counts faults of the peer. Logs the first few, then each doubling, so that a broken peer does not flood the log. */

import { Logger } from "./Logger";

/** Faults that are logged one by one. */
const ALWAYS_LOGGED = 16;

export class ThrottledLog {
	/** Faults so far. */
	public count = 0;

	/** @param what Begins each line, such as "skipped a malformed message". */
	public constructor(
		private readonly logger: Logger,
		private readonly what: string,
	) {}

	/** Counts a fault, and logs it if due. */
	public add(reason: string): void {
		this.count += 1;
		// A power of two is one half times another power of two.
		if (this.count > ALWAYS_LOGGED && math.frexp(this.count)[0] !== 0.5) return;
		this.logger.warn(`${this.what} (${this.count} so far): ${reason}`);
	}
}
