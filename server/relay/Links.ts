/**
 * All links of a relay: makes them, finds them for the token that made them, remembers ended ones for a while.
 * No network and no clock of its own.
 */

import type { Clock } from "../gateway/clock.ts";
import type { CreateRequest } from "./codec/createRequest.ts";
import type { Budget } from "./link/Budget.ts";
import { Link, type LinkLimits, type LinkObserver } from "./link/Link.ts";
import { RecordFault } from "./link/RecordFault.ts";
import type { CreateTransformer } from "./link/Transformer.ts";
import { goneRefusal, rateRefusal, Refusal, type GoneReason } from "./link/refusal.ts";
import { readTarget, type Target, type TargetRules } from "./security/target.ts";
import type { Secrets } from "./security/secrets.ts";
import type { TokenBucket } from "./TokenBucket.ts";
import { minuteBucket, TokenUsage, type TokenLimits } from "./TokenUsage.ts";
import type { Connect } from "./upstream/Upstream.ts";

export interface LinksOptions {
	readonly clock: Clock;
	/** Opens sockets for the links of one relay token. */
	readonly connectFor: (token: string) => Connect;
	readonly limits: LinkLimits;
	readonly tokenLimits: TokenLimits;
	readonly maxLinks: number;
	readonly requestsPerMin: number;
	/** Bytes that may wait to go to one far server. */
	readonly upstreamBuffer: number;
	readonly budget: Budget;
	readonly targets: TargetRules;
	/** That a client may give to a far server: names in lower case. */
	readonly allowedHeaders: ReadonlySet<string>;
	/** Carries DAVE; undefined where it is not offered. */
	readonly dave: (token: string) => CreateTransformer | undefined;
	/** A fresh link id, which nobody can guess. */
	readonly newId: () => string;
	readonly observe: (id: string) => LinkObserver;
	/** `client` is what the client calls itself. */
	readonly onCreate: (id: string, token: string, client: string | undefined) => void;
	readonly onEnd: (id: string, reason: GoneReason) => void;
}

/** A link as the HTTP side knows it. */
export interface LinkEntry {
	readonly id: string;
	readonly token: string;
	readonly link: Link;
	readonly usage: TokenUsage;
	/** Of this link. */
	readonly requests: TokenBucket;
	readonly limits: LinkLimits;
}

/** Milliseconds for which a nonce gives the same link again, and an ended link is remembered. */
const MEMORY = 60_000;
/** Seconds. */
const OVERLOAD_RETRY = 5;

export class Links {
	private readonly entries = new Map<string, LinkEntry>();
	/** By token and nonce. */
	private readonly nonces = new Map<string, string>();
	private readonly gone = new Map<string, { readonly token: string; readonly reason: GoneReason }>();
	private readonly usages = new Map<string, TokenUsage>();
	private isDraining = false;
	private drained: (() => void) | undefined;

	public constructor(private readonly options: LinksOptions) {}

	public get count(): number {
		return this.entries.size;
	}

	public get socketCount(): number {
		let count = 0;
		for (const { link } of this.entries.values()) count += link.socketCount;
		return count;
	}

	/** What a token has used of its limits. */
	public usage(token: string): TokenUsage {
		const known = this.usages.get(token);
		if (known !== undefined) return known;
		const usage = new TokenUsage(this.options.tokenLimits, this.options.clock);
		this.usages.set(token, usage);
		return usage;
	}

	/**
	 * Makes a link and carries out its first up records. The same nonce gives the same link.
	 *
	 * @throws Refusal
	 */
	public create(token: string, request: CreateRequest, secrets: Secrets): LinkEntry & { readonly isNew: boolean } {
		const nonceKey = `${token} ${request.nonce}`;
		const known = this.entries.get(this.nonces.get(nonceKey) ?? "");
		if (known !== undefined) {
			known.link.accept({ ack: 0, waitMs: undefined, up: request.up });
			return { ...known, isNew: false };
		}
		this.checkRoom(token);
		if ((request.up[0]?.number ?? 1) !== 1) {
			throw new Refusal("up_gap", "up of a new link must begin at 1", { expected: 1 });
		}
		const entry = this.add(token, request, secrets);
		this.nonces.set(nonceKey, entry.id);
		this.options.clock.setTimeout(() => this.nonces.delete(nonceKey), MEMORY);
		entry.link.accept({ ack: 0, waitMs: undefined, up: request.up });
		return { ...entry, isNew: true };
	}

	/** @throws Refusal `link_unknown`, also if another token made it; `rate_limited` */
	public find(token: string, id: string): LinkEntry {
		const entry = this.entries.get(id);
		if (entry?.token !== token) throw goneRefusal(this.goneReason(token, id));
		const { clock, requestsPerMin } = this.options;
		const now = clock.now();
		if (entry.requests.take(now)) return entry;
		throw rateRefusal("requests a minute", requestsPerMin, entry.requests.waitFor(now));
	}

	/** Ends a link at its client's wish. Safe to call twice. @throws Refusal `link_unknown` */
	public delete(token: string, id: string, code: number, reason: string): void {
		if (this.goneReason(token, id) === "deleted") return;
		this.find(token, id).link.end("deleted", code, reason);
	}

	/** Ends every socket and takes no new link. Settles when every client has dealt with all there is. */
	public drain(): Promise<void> {
		this.isDraining = true;
		const drained = new Promise<void>((resolve) => (this.drained = resolve));
		for (const { link } of [...this.entries.values()]) link.drain();
		this.checkDrained();
		return drained;
	}

	/** Ends every link at once; polls are answered that the relay drains. */
	public close(): void {
		for (const { link } of [...this.entries.values()]) link.end("draining");
	}

	private checkRoom(token: string): void {
		if (this.isDraining) throw goneRefusal("draining");
		const { maxLinks, budget } = this.options;
		if (this.entries.size >= maxLinks) {
			throw new Refusal("overloaded", `relay has ${maxLinks} links already`, { retry_after: OVERLOAD_RETRY });
		}
		if (!budget.hasRoom(1)) {
			throw new Refusal("overloaded", "relay's memory is full", { retry_after: OVERLOAD_RETRY });
		}
		this.usage(token).takeLink();
	}

	private add(token: string, request: CreateRequest, secrets: Secrets): LinkEntry {
		const { clock, connectFor, upstreamBuffer, budget, allowedHeaders, observe } = this.options;
		const dave = this.options.dave(token);
		const id = this.options.newId();
		const limits = negotiate(this.options.limits, request);
		const usage = this.usage(token);
		const link = new Link({
			clock,
			connect: connectFor(token),
			secrets,
			upstreamBuffer,
			allowedHeaders,
			...(dave === undefined ? {} : { dave }),
			budget,
			limits,
			observer: observe(id),
			admit: (url) => this.admit(usage, url),
			onEnd: (reason) => this.ended(id, reason),
			onDrained: () => this.checkDrained(),
		});
		const requests = minuteBucket(this.options.requestsPerMin, clock.now());
		const entry = { id, token, link, usage, requests, limits };
		this.entries.set(id, entry);
		this.options.onCreate(id, token, request.client);
		return entry;
	}

	/** @throws RecordFault */
	private admit(usage: TokenUsage, url: string): Target {
		const target = readTarget(url, this.options.targets);
		const wait = usage.takeOpen();
		if (wait === 0) return target;
		throw new RecordFault("rate_limited", "too many sockets opened in a minute", { retry_after: wait / 1000 });
	}

	private ended(id: string, reason: GoneReason): void {
		const entry = this.entries.get(id);
		if (entry === undefined) return;
		this.entries.delete(id);
		entry.usage.freeLink();
		this.gone.set(id, { token: entry.token, reason });
		this.options.clock.setTimeout(() => this.gone.delete(id), MEMORY);
		this.options.onEnd(id, reason);
		this.checkDrained();
	}

	private goneReason(token: string, id: string): GoneReason | undefined {
		const gone = this.gone.get(id);
		return gone?.token === token ? gone.reason : undefined;
	}

	private checkDrained(): void {
		if (!this.isDraining) return;
		for (const { link } of this.entries.values()) if (!link.isDrained) return;
		this.drained?.();
	}
}

/** A client may ask for less than the relay gives, never for more. */
function negotiate(limits: LinkLimits, { holdMs, perMin, burst }: CreateRequest): LinkLimits {
	return {
		...limits,
		holdMs: Math.min(holdMs ?? Infinity, limits.holdMs),
		perMin: Math.min(perMin ?? Infinity, limits.perMin),
		burst: Math.min(burst ?? Infinity, limits.burst),
	};
}
