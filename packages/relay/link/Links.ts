/**
 * All links of a relay: creates them, finds them for their token, and remembers ended ones for a minute.
 * No network and no clock of its own.
 */

import type { Clock } from "../../shared/clock.ts";
import type { CreateRequest } from "../codec/createRequest.ts";
import { Acceptance } from "./Acceptance.ts";
import { AnswerSlot } from "./AnswerSlot.ts";
import { Link } from "./Link.ts";
import type { LinkLimits } from "./LinkDeps.ts";
import type { LinkObserver } from "./LinkObserver.ts";
import { RecordFault } from "./RecordFault.ts";
import { RoomDoor, type RoomDoorParts } from "./room/RoomDoor.ts";
import type { CreateTransformer } from "./socket/Transformer.ts";
import { goneRefusal, rateRefusal, Refusal, type GoneReason } from "./refusal.ts";
import { MEMORY_FULL, type Memory } from "../memory/Memory.ts";
import { readTarget, type TargetRules } from "../security/target.ts";
import type { Secrets } from "../security/secrets.ts";
import type { TokenBucket } from "../budget/TokenBucket.ts";
import { minuteBucket, TokenUsage, type TokenLimits } from "../budget/TokenUsage.ts";
import type { Connect } from "../upstream/Upstream.ts";

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
	/** Milliseconds that a client has to read an answer. */
	readonly answerMs: number;
	readonly memory: Memory;
	readonly targets: TargetRules;
	/** Header names that a client may set, in lower case. */
	readonly allowedHeaders: ReadonlySet<string>;
	/** Carries voice sessions; returns undefined before the relay listens. */
	readonly voice: (token: string) => CreateTransformer | undefined;
	readonly rooms: RoomDoorParts;
	/** Returns a fresh link ID that cannot be guessed. */
	readonly newId: () => string;
	readonly observe: (id: string) => LinkObserver;
	/** @param client Name that the client gives. */
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
	readonly answers: AnswerSlot;
	readonly acceptance: Acceptance;
}

/** Secrets of a new link. */
export interface LinkSecrets {
	/** Including those of the relay's settings. */
	readonly secrets: Secrets;
	/** Bytes of the link's own secrets. */
	readonly size: number;
}

/** Milliseconds for which a nonce returns the same link, and an ended link is remembered. */
const MEMORY = 60_000;
/** Bytes of a remembered nonce or ended link. */
const MEMORY_COST = 512;
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

	/** Returns the usage of a token. */
	public usage(token: string): TokenUsage {
		const known = this.usages.get(token);
		if (known !== undefined) return known;
		const { tokenLimits, clock, memory } = this.options;
		const usage = new TokenUsage(tokenLimits, clock, memory.token(token));
		this.usages.set(token, usage);
		return usage;
	}

	/** Lets the clients of a token watch rooms. */
	public roomDoor(token: string): RoomDoor {
		return new RoomDoor(this.options.rooms, token, this.usage(token));
	}

	/**
	 * Creates a link. The caller processes its first up records. The same nonce returns the same link.
	 *
	 * @throws Refusal
	 */
	public create(
		token: string,
		request: CreateRequest,
		secrets: LinkSecrets,
	): LinkEntry & { readonly isNew: boolean } {
		const nonceKey = `${token} ${request.nonce}`;
		const known = this.entries.get(this.nonces.get(nonceKey) ?? "");
		if (known !== undefined) {
			this.takeRequest(known);
			return { ...known, isNew: false };
		}
		this.checkRoom(token);
		if ((request.up[0]?.number ?? 1) !== 1) {
			throw new Refusal("up_gap", "up of a new link must begin at 1", { expected: 1 });
		}
		const entry = this.add(token, request, secrets);
		this.remember(this.nonces, nonceKey, entry.id, entry.usage);
		return { ...entry, isNew: true };
	}

	/** Counts a request for a link. @throws Refusal `link_unknown`, including links of other tokens; `rate_limited` */
	public admit(token: string, id: string): LinkEntry {
		const entry = this.find(token, id);
		this.takeRequest(entry);
		return entry;
	}

	/** @throws Refusal `link_unknown`, including links of other tokens */
	public find(token: string, id: string): LinkEntry {
		const entry = this.entries.get(id);
		if (entry?.token !== token) throw goneRefusal(this.goneReason(token, id));
		return entry;
	}

	/** Ends a link for its client. Safe to call twice. @throws Refusal `link_unknown` */
	public delete(token: string, id: string, code: number, reason: string): void {
		if (this.goneReason(token, id) === "deleted") return;
		this.admit(token, id).link.end("deleted", code, reason);
	}

	/** Ends every socket and creates no more links. Resolves when every client has acknowledged every record. */
	public drain(): Promise<void> {
		this.isDraining = true;
		const drained = new Promise<void>((resolve) => (this.drained = resolve));
		for (const { link } of [...this.entries.values()]) link.drain();
		this.checkDrained();
		return drained;
	}

	/** Ends every link at once. Held polls get `draining`. */
	public close(): void {
		for (const { link } of [...this.entries.values()]) link.end("draining");
	}

	private checkRoom(token: string): void {
		if (this.isDraining) throw goneRefusal("draining");
		const { maxLinks, memory } = this.options;
		if (this.entries.size >= maxLinks) {
			throw new Refusal("overloaded", `relay has ${maxLinks} links already`, { retry_after: OVERLOAD_RETRY });
		}
		const usage = this.usage(token);
		if (!memory.hasRoom(usage.account)) {
			throw new Refusal("overloaded", MEMORY_FULL, { retry_after: OVERLOAD_RETRY });
		}
		usage.takeLink();
	}

	private add(token: string, request: CreateRequest, { secrets, size }: LinkSecrets): LinkEntry {
		const { clock, connectFor, upstreamBuffer, answerMs, allowedHeaders, observe } = this.options;
		const voice = this.options.voice(token);
		const id = this.options.newId();
		const limits = negotiate(this.options.limits, request);
		const usage = this.usage(token);
		const link = new Link({
			clock,
			connect: connectFor(token),
			secrets,
			upstreamBuffer,
			allowedHeaders,
			...(voice === undefined ? {} : { voice }),
			token: usage.account,
			ration: usage.down,
			limits,
			observer: observe(id),
			takeOpen: () => this.takeOpen(usage),
			rooms: this.roomDoor(token),
			onSockets: (count) => usage.addSockets(count),
			admit: (url) => readTarget(url, this.options.targets),
			onEnd: (reason) => this.ended(id, reason),
			onDrained: () => this.checkDrained(),
		});
		link.account.take(size);
		const requests = minuteBucket(this.options.requestsPerMin, clock.now());
		const answers = new AnswerSlot(clock, answerMs, link.account);
		const acceptance = new Acceptance(link);
		const entry = { id, token, link, usage, requests, limits, answers, acceptance };
		this.entries.set(id, entry);
		this.options.onCreate(id, token, request.client);
		return entry;
	}

	/** @throws RecordFault */
	private takeOpen(usage: TokenUsage): void {
		if (usage.hasAllSockets) {
			const { sockets } = this.options.tokenLimits;
			const message = `token has ${sockets} sockets already (RELAY_SOCKETS_PER_TOKEN)`;
			throw new RecordFault("too_many_sockets", message, { limit: sockets });
		}
		const wait = usage.takeOpen();
		if (wait === 0) return;
		throw new RecordFault("rate_limited", "too many sockets opened in a minute", { retry_after: wait / 1000 });
	}

	/** @throws Refusal `rate_limited` */
	private takeRequest({ requests }: LinkEntry): void {
		const { clock, requestsPerMin } = this.options;
		const now = clock.now();
		if (requests.take(now)) return;
		throw rateRefusal("requests a minute", requestsPerMin, requests.waitFor(now));
	}

	/** Keeps an entry in a map for {@link MEMORY}. */
	private remember<Value>(map: Map<string, Value>, key: string, value: Value, { account }: TokenUsage): void {
		map.set(key, value);
		account.take(MEMORY_COST);
		this.options.clock.setTimeout(() => {
			map.delete(key);
			account.free(MEMORY_COST);
		}, MEMORY);
	}

	private ended(id: string, reason: GoneReason): void {
		const entry = this.entries.get(id);
		if (entry === undefined) return;
		this.entries.delete(id);
		entry.usage.freeLink();
		// the answer would stay in memory until the client has read it
		entry.answers.clear();
		this.remember(this.gone, id, { token: entry.token, reason }, entry.usage);
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

/** A client may lower the limits, never raise them. */
function negotiate(limits: LinkLimits, { holdMs, perMin, burst }: CreateRequest): LinkLimits {
	return {
		...limits,
		holdMs: Math.min(holdMs ?? Infinity, limits.holdMs),
		perMin: Math.min(perMin ?? Infinity, limits.perMin),
		burst: Math.min(burst ?? Infinity, limits.burst),
	};
}
