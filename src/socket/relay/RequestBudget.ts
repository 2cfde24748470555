/**
 * How many HTTP requests a game server spends on relays. Roblox allows 500 a minute for everything in it, and stalls all of
 * them beyond; so this package keeps a budget of its own, and a game may put its own requests on it too.
 * Source: Roblox Creator Docs, "In-experience HTTP requests".
 */

import { Scheduler, taskScheduler } from "../../runtime/Scheduler";
import { TokenBucket } from "./TokenBucket";

const MINUTE = 60;

export interface RequestBudgetOptions {
	/** Requests in any 60 seconds, at most. @default 120 */
	readonly perMinute?: number;
	/** Requests at once, at most; they count among those of the minute. @default 20 */
	readonly burst?: number;
	/** @default taskScheduler */
	readonly scheduler?: Scheduler;
}

const DEFAULT_PER_MINUTE = 120;
const DEFAULT_BURST = 20;

export class RequestBudget {
	/** Requests since the start. */
	public total = 0;
	private readonly bucket: TokenBucket;
	private readonly scheduler: Scheduler;
	/** Clock readings of the requests of the last minute, oldest first. */
	private recent: Array<number> = [];

	/** @throws If the limits are not at least 1, or `burst` is not below `perMinute`. */
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
		// A full bucket and what comes into it make up a minute at most.
		this.bucket = new TokenBucket(perMinute - burst, burst, scheduler.now());
	}

	/** Seconds until a request may go out; 0 if one may now. */
	public untilFree(): number {
		return this.bucket.untilFree(this.scheduler.now());
	}

	/** Counts one request, also one that may not go out yet. */
	public take(): void {
		const now = this.scheduler.now();
		this.bucket.take(now);
		this.total += 1;
		this.forget(now);
		this.recent.push(now);
	}

	/** Requests of the last 60 seconds. */
	public lastMinute(): number {
		this.forget(this.scheduler.now());
		return this.recent.size();
	}

	private forget(now: number): void {
		// A reading ahead of the clock is of a clock that went back since: it would stay for as long as that was.
		this.recent = this.recent.filter((at) => at > now - MINUTE && at <= now);
	}
}
