/**
 * The HTTP requests that a game server may spend on relays. Roblox allows a game server 500 a minute, and stalls all of them
 * beyond that. A game may count its own requests here too.
 * Source: Roblox Creator Docs, "In-experience HTTP requests".
 */

import { Scheduler, taskScheduler } from "../../runtime/Scheduler";
import { TokenBucket } from "./TokenBucket";

const MINUTE = 60;

export interface RequestBudgetOptions {
	/** Maximum number of requests in any 60 seconds. @default 120 */
	readonly perMinute?: number;
	/** Maximum number of requests in a row, which count toward `perMinute`. @default 20 */
	readonly burst?: number;
	/** @default taskScheduler */
	readonly scheduler?: Scheduler;
}

const DEFAULT_PER_MINUTE = 120;
const DEFAULT_BURST = 20;

export class RequestBudget {
	/** Number of requests so far. */
	public total = 0;
	private readonly bucket: TokenBucket;
	private readonly scheduler: Scheduler;
	/** Clock readings of the requests of the last minute, oldest first. */
	private recent: Array<number> = [];

	/** @throws If `burst` is below 1, or not below `perMinute`. */
	public constructor({
		perMinute = DEFAULT_PER_MINUTE,
		burst = DEFAULT_BURST,
		scheduler = taskScheduler,
	}: RequestBudgetOptions = {}) {
		assert(
			burst >= 1 && burst < perMinute && perMinute < math.huge,
			`a budget needs 1 <= burst < perMinute, got burst ${burst} and perMinute ${perMinute}`,
		);
		this.scheduler = scheduler;
		// A full bucket, and what flows into it in a minute, add up to `perMinute`.
		this.bucket = new TokenBucket(perMinute - burst, burst, scheduler.now());
	}

	/** Seconds until a request may go out; 0 if it may now. */
	public untilFree(): number {
		return this.bucket.untilFree(this.scheduler.now());
	}

	/** Counts one request, even if it is over the budget. */
	public take(): void {
		const now = this.scheduler.now();
		this.bucket.take(now);
		this.total += 1;
		this.forget(now);
		this.recent.push(now);
	}

	/** Number of requests in the last 60 seconds. */
	public lastMinute(): number {
		this.forget(this.scheduler.now());
		return this.recent.size();
	}

	private forget(now: number): void {
		// A reading ahead of the clock is from before the clock went back. It would never expire.
		this.recent = this.recent.filter((at) => at > now - MINUTE && at <= now);
	}
}
