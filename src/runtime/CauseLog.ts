/** Logs each cause once, however often it is met: what goes wrong for hours leaves a line per cause, not per try. */

import { Logger } from "./Logger";

/** Causes that are told apart at most: a far server chooses its words. */
const MAX_CAUSES = 16;

export class CauseLog {
	private seen = new Set<string>();

	public constructor(private readonly log: Logger) {}

	/** Warns with `line` if `cause` is new; for another time there is a debug line. */
	public add(cause: string, line: string): void {
		if (this.seen.has(cause) || this.seen.size() >= MAX_CAUSES) return this.log.debug(line);
		this.seen.add(cause);
		this.log.warn(line);
	}

	/** Takes every cause for new again. */
	public clear(): void {
		this.seen.clear();
	}
}
