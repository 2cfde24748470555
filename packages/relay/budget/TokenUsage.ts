/** What one relay token has used of what it may. Time comes from a clock. */

import type { Clock } from "../../shared/clock.ts";
import type { Account } from "../memory/Account.ts";
import { rateRefusal, Refusal } from "../link/refusal.ts";
import { DownRation } from "./DownRation.ts";
import { TokenBucket } from "./TokenBucket.ts";

export interface TokenLimits {
	readonly links: number;
	readonly linksPerMin: number;
	/** Of these, that may come in a row. */
	readonly linksBurst: number;
	readonly opensPerMin: number;
	/** Sockets that have not ended. */
	readonly sockets: number;
	/** Of all kinds, all links together. */
	readonly requestsPerMin: number;
	/** Of these, that may come in a row. */
	readonly opensBurst: number;
	/** Of request bodies. */
	readonly bytesPerSecond: number;
	/** Of answers, before packing. */
	readonly downPerSecond: number;
	/** Of answers that are packed, before packing. */
	readonly packedPerSecond: number;
}

const SECONDS_PER_MINUTE = 60;
/** Requests to Discord's REST. It bans an address that asks 10,000 times in 10 minutes with wrong secrets. */
const ASKS_PER_MIN = 60;
/** Of a minute's worth, that may come at once. */
const BURST_SHARE = 0.5;
/** Seconds' worth of bytes that may come at once. */
const BYTES_BURST = 4;
/** Seconds after which a token without a free link may try again. */
const LINK_RETRY = 5;

export class TokenUsage {
	private links = 0;
	private sockets = 0;
	private readonly creations: TokenBucket;
	private readonly opens: TokenBucket;
	private readonly requests: TokenBucket;
	private readonly bytes: TokenBucket;
	private readonly asks: TokenBucket;
	private readonly packed: TokenBucket;
	/** Bytes of answers. */
	public readonly down: DownRation;

	public constructor(
		private readonly limits: TokenLimits,
		private readonly clock: Clock,
		/** What its links and requests keep. */
		public readonly account: Account,
	) {
		this.creations = new TokenBucket(limits.linksPerMin, limits.linksBurst, clock.now());
		this.opens = new TokenBucket(limits.opensPerMin, limits.opensBurst, clock.now());
		this.asks = minuteBucket(ASKS_PER_MIN, clock.now());
		this.requests = minuteBucket(limits.requestsPerMin, clock.now());
		this.bytes = secondBucket(limits.bytesPerSecond, clock.now());
		this.down = new DownRation(limits.downPerSecond, clock);
		this.packed = secondBucket(limits.packedPerSecond, clock.now());
	}

	/** @throws Refusal `rate_limited` */
	public takeLink(): void {
		const { links, linksPerMin } = this.limits;
		if (this.links >= links) {
			const fields = { retry_after: LINK_RETRY, limit: links };
			throw new Refusal("rate_limited", `token has ${links} links already`, fields);
		}
		const now = this.clock.now();
		if (!this.creations.take(now))
			throw rateRefusal("new links a minute", linksPerMin, this.creations.waitFor(now));
		this.links += 1;
	}

	public freeLink(): void {
		this.links -= 1;
	}

	/** @returns 0 if a socket may be opened, else milliseconds until one may. */
	public takeOpen(): number {
		const now = this.clock.now();
		return this.opens.take(now) ? 0 : this.opens.waitFor(now);
	}

	/** Whether it has all the sockets that it may. */
	public get hasAllSockets(): boolean {
		return this.sockets >= this.limits.sockets;
	}

	/** Counts sockets that opened, or, below 0, ended. */
	public addSockets(count: number): void {
		this.sockets += count;
	}

	/** Takes one request to Discord's REST. @throws Refusal `rate_limited` */
	public takeAsk(): void {
		const now = this.clock.now();
		if (!this.asks.take(now))
			throw rateRefusal("requests to Discord a minute", ASKS_PER_MIN, this.asks.waitFor(now));
	}

	/** @throws Refusal `rate_limited` */
	public takeRequest(): void {
		const now = this.clock.now();
		if (this.requests.take(now)) return;
		throw rateRefusal("requests a minute of this token", this.limits.requestsPerMin, this.requests.waitFor(now));
	}

	/** Whether so many bytes may be packed now; if not, they go out as they are. */
	public takePacking(size: number): boolean {
		return this.packed.take(this.clock.now(), size);
	}

	/** @throws Refusal `rate_limited` */
	public takeBytes(size: number): void {
		const now = this.clock.now();
		if (this.bytes.take(now, size)) return;
		throw rateRefusal("bytes a second", this.limits.bytesPerSecond, this.bytes.waitFor(now, size));
	}
}

/** Bucket for a number of bytes that is told by the second. */
function secondBucket(perSecond: number, now: number): TokenBucket {
	return new TokenBucket(perSecond * SECONDS_PER_MINUTE, perSecond * BYTES_BURST, now);
}

/** Bucket for a limit that is told by the minute. */
export function minuteBucket(perMin: number, now: number): TokenBucket {
	return new TokenBucket(perMin, Math.max(1, Math.floor(perMin * BURST_SHARE)), now);
}
