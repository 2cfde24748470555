/** Usage and limits of one relay token. Time comes from a clock. */

import type { Clock } from "../../shared/clock.ts";
import type { Account } from "../memory/Account.ts";
import { rateRefusal, Refusal } from "../link/refusal.ts";
import { DownRation } from "./DownRation.ts";
import { TokenBucket } from "./TokenBucket.ts";

export interface TokenLimits {
	readonly links: number;
	readonly linksPerMin: number;
	/** Burst of these. */
	readonly linksBurst: number;
	readonly opensPerMin: number;
	/** Open and connecting sockets. */
	readonly sockets: number;
	/** Requests of all kinds, on all links. */
	readonly requestsPerMin: number;
	/** Burst of these. */
	readonly opensBurst: number;
	/** Rooms watched at once. */
	readonly rooms: number;
	readonly watchesPerMin: number;
	/** Burst of these. */
	readonly watchesBurst: number;
	/** Bytes of request bodies. */
	readonly bytesPerSecond: number;
	/** Bytes of answers, before packing. */
	readonly downPerSecond: number;
	/** Bytes of answers to pack, before packing. */
	readonly packedPerSecond: number;
}

const SECONDS_PER_MINUTE = 60;
/** Requests to Discord's REST. It bans an address that asks 10,000 times in 10 minutes with wrong secrets. */
const ASKS_PER_MIN = 60;
/** Burst, as a share of a minute's requests. */
const BURST_SHARE = 0.5;
/** Burst of bytes, in seconds. */
const BYTES_BURST = 4;
/** Seconds after which a token without a free link may try again. */
const LINK_RETRY = 5;

export class TokenUsage {
	private links = 0;
	private sockets = 0;
	private rooms = 0;
	private readonly creations: TokenBucket;
	private readonly opens: TokenBucket;
	private readonly watches: TokenBucket;
	private readonly requests: TokenBucket;
	private readonly bytes: TokenBucket;
	private readonly asks: TokenBucket;
	private readonly packed: TokenBucket;
	/** Bytes of answers. */
	public readonly down: DownRation;

	public constructor(
		private readonly limits: TokenLimits,
		private readonly clock: Clock,
		/** Memory of its links and requests. */
		public readonly account: Account,
	) {
		this.creations = new TokenBucket(limits.linksPerMin, limits.linksBurst, clock.now());
		this.opens = new TokenBucket(limits.opensPerMin, limits.opensBurst, clock.now());
		this.watches = new TokenBucket(limits.watchesPerMin, limits.watchesBurst, clock.now());
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

	/** Whether the token has reached its socket limit. */
	public get hasAllSockets(): boolean {
		return this.sockets >= this.limits.sockets;
	}

	/** Adds opened sockets, or removes ended ones if negative. */
	public addSockets(count: number): void {
		this.sockets += count;
	}

	/** @returns 0 if a room may be watched, else milliseconds until one may. */
	public takeWatch(): number {
		const now = this.clock.now();
		return this.watches.take(now) ? 0 : this.watches.waitFor(now);
	}

	/** Rooms that the token may watch at once. */
	public get maxRooms(): number {
		return this.limits.rooms;
	}

	public get hasAllRooms(): boolean {
		return this.rooms >= this.limits.rooms;
	}

	/** Adds watched rooms, or removes ended watches if negative. */
	public addRooms(count: number): void {
		this.rooms += count;
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

	/** Whether `size` bytes may be packed now. If not, they are sent unpacked. */
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

/** Bucket for bytes per second. */
function secondBucket(perSecond: number, now: number): TokenBucket {
	return new TokenBucket(perSecond * SECONDS_PER_MINUTE, perSecond * BYTES_BURST, now);
}

/** Bucket for a limit per minute. */
export function minuteBucket(perMin: number, now: number): TokenBucket {
	return new TokenBucket(perMin, Math.max(1, Math.floor(perMin * BURST_SHARE)), now);
}
