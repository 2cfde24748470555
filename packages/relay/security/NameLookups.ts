/**
 * Looks names up for all tenants: a tenant that asks for many slow names delays only itself. Concurrent requests for one
 * name share a lookup, and its answer is cached for a while.
 * No network and no clock of its own.
 */

import type { LookupAddress } from "node:dns";
import type { Clock } from "../../shared/clock.ts";
import type { LookUp, NameAnswer } from "./lookUp.ts";
import type { Resolve } from "./pinnedLookup.ts";

/** Names of one tenant that are looked up at once, and that may wait behind those. */
const MAX_RUNNING = 16;
const MAX_WAITING = 1024;
/** Milliseconds after which a lookup is useless: the longest time that a socket has to open. */
const MAX_WAIT = 30_000;
/** Names that are kept, and for how long at most, in milliseconds. */
const MAX_KEPT = 1024;
const MAX_KEPT_MS = 60_000;

type Outcome = (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<LookupAddress>) => void;

interface Waiting {
	readonly name: string;
	readonly since: number;
	readonly onDone: Outcome;
}

interface Tenant {
	running: number;
	waiting: Array<Waiting>;
}

export class NameLookups {
	private readonly kept = new Map<
		string,
		{ readonly addresses: ReadonlyArray<LookupAddress>; readonly until: number }
	>();
	/** Names that are being asked for, and what follows. */
	private readonly running = new Map<string, Array<Outcome>>();
	private readonly tenants = new Map<string, Tenant>();

	public constructor(
		private readonly lookUp: LookUp,
		private readonly clock: Clock,
	) {}

	/** Names that are kept. */
	public get keptCount(): number {
		return this.kept.size;
	}

	/** @param tenant Name of the relay token for which names are looked up. */
	public resolveFor(tenant: string): Resolve {
		return (name, { family }, callback) => {
			const onDone: Outcome = (error, addresses) => {
				const wanted = addresses.filter((address) => !family || address.family === family);
				callback(error, wanted);
			};
			this.ask(tenant, { name, since: this.clock.now(), onDone });
		};
	}

	private ask(tenant: string, wanted: Waiting): void {
		const { name, onDone } = wanted;
		const kept = this.kept.get(name);
		if (kept !== undefined && kept.until > this.clock.now())
			return queueMicrotask(() => onDone(null, kept.addresses));
		const running = this.running.get(name);
		if (running !== undefined) return void running.push(onDone);
		const own = this.tenants.get(tenant) ?? { running: 0, waiting: [] };
		this.tenants.set(tenant, own);
		if (own.running < MAX_RUNNING) this.start(tenant, own, wanted);
		else if (own.waiting.length < MAX_WAITING) own.waiting.push(wanted);
		else queueMicrotask(() => onDone(fault("EBUSY"), []));
	}

	private start(tenant: string, own: Tenant, { name, onDone }: Waiting): void {
		const outcomes = [onDone];
		this.running.set(name, outcomes);
		own.running += 1;
		const done: Outcome = (error, addresses) => {
			this.running.delete(name);
			own.running -= 1;
			for (const outcome of outcomes) outcome(error, addresses);
			this.next(tenant, own);
		};
		this.lookUp(name).then(
			(answer) => {
				this.keep(name, answer);
				done(null, answer.addresses);
			},
			(error: NodeJS.ErrnoException) => done(error, []),
		);
	}

	/** Starts what waits, as far as there is room. */
	private next(tenant: string, own: Tenant): void {
		while (own.running < MAX_RUNNING) {
			const wanted = own.waiting.shift();
			if (wanted === undefined) break;
			if (this.clock.now() - wanted.since < MAX_WAIT) this.ask(tenant, wanted);
			else wanted.onDone(fault("ETIMEOUT"), []);
		}
		if (own.running === 0 && own.waiting.length === 0) this.tenants.delete(tenant);
	}

	private keep(name: string, { addresses, ttlMs }: NameAnswer): void {
		this.kept.delete(name);
		if (ttlMs <= 0 || addresses.length === 0) return;
		const [oldest] = this.kept.keys();
		if (this.kept.size >= MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
		this.kept.set(name, { addresses, until: this.clock.now() + Math.min(ttlMs, MAX_KEPT_MS) });
	}
}

function fault(code: string): NodeJS.ErrnoException {
	return Object.assign(new Error(code), { code });
}
