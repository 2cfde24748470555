/** Counts what stopped an attack. Pure. */

import type { AttackReport } from "../attackerMessages.ts";

/** Number of kinds of stops to count separately; a far server may invent any number. */
const MAX_STOPS = 20;
const OTHERS = "others";

export class Notes {
	private readonly stops = new Map<string, number>();
	private readonly failures = new Set<string>();

	public stop(what: string): void {
		const key = this.stops.has(what) || this.stops.size < MAX_STOPS ? what : OTHERS;
		this.stops.set(key, (this.stops.get(key) ?? 0) + 1);
	}

	public fail(what: string): void {
		this.failures.add(what);
	}

	public report(): AttackReport {
		return { stops: Object.fromEntries(this.stops), failures: [...this.failures] };
	}
}
