/** Records a witness's measurements since the last report. Pure; times are in milliseconds. */

import { summarize, withOmitted } from "../measure/latency.ts";
import type { Feeling } from "../measure/verdict.ts";

export class Diary {
	private polls: Array<number> = [];
	private newcomers: Array<number> = [];
	private faults = new Map<string, number>();
	/** Start times of unanswered polls. */
	private readonly open = new Map<object, number>();

	/** @param periodMs Time between two polls. */
	public constructor(
		private readonly periodMs: number,
		private readonly now: () => number,
	) {}

	/** Starts a poll. @returns A function to call with its answer. */
	public poll(): () => void {
		const key = {};
		this.open.set(key, this.now());
		return () => {
			const since = this.open.get(key);
			this.open.delete(key);
			if (since !== undefined) this.polls.push(...withOmitted(this.now() - since, this.periodMs));
		};
	}

	public newcomer(ms: number): void {
		this.newcomers.push(ms);
	}

	public fault(what: string): void {
		this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
	}

	/** Returns a summary and resets. An unanswered poll counts with the time it has taken so far. */
	public take(): Feeling {
		const now = this.now();
		for (const [key, since] of this.open) {
			this.polls.push(...withOmitted(now - since, this.periodMs));
			this.open.set(key, now);
		}
		const feeling = {
			polls: summarize(this.polls),
			newcomers: summarize(this.newcomers),
			faults: Object.fromEntries(this.faults),
		};
		this.polls = [];
		this.newcomers = [];
		this.faults = new Map();
		return feeling;
	}
}
