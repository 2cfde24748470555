/** Logs each cause once: a failure that lasts for hours leaves one line per cause, not one per attempt. */

import { Logger } from "./Logger";

/** Distinct causes at most: a remote server chooses the text. */
const MAX_CAUSES = 16;

export class CauseLog {
	private seen = new Set<string>();

	public constructor(private readonly log: Logger) {}

	/** Logs `line`: as a warning if `cause` is new, else for debugging. */
	public add(cause: string, line: string): void {
		if (this.seen.has(cause) || this.seen.size() >= MAX_CAUSES) return this.log.debug(line);
		this.seen.add(cause);
		this.log.warn(line);
	}

	/** Forgets every cause. */
	public clear(): void {
		this.seen.clear();
	}
}
