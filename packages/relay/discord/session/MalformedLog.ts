/** Counts malformed messages, and logs at most one a minute. What they contain is never logged. */

import type { Logger } from "pino";
import type { Clock } from "../../../shared/clock.ts";

/** Milliseconds between two lines. */
const INTERVAL = 60_000;

export class MalformedLog {
	public count = 0;
	private loggedAt = -Infinity;
	private loggedCount = 0;

	public constructor(
		private readonly log: Logger,
		private readonly clock: Clock,
	) {}

	/** @param what What the server sent. */
	public add(what: string): void {
		this.count += 1;
		if (this.clock.now() - this.loggedAt < INTERVAL) return;
		const messages = this.count - this.loggedCount;
		this.loggedAt = this.clock.now();
		this.loggedCount = this.count;
		this.log.warn({ what, messages }, "malformed message skipped");
	}
}
