/** What a witness felt since it was last asked. Pure; times are milliseconds. */

import { summarize, withOmitted } from "../measure/latency.ts";
import type { Feeling } from "../measure/verdict.ts";

export class Diary {
	private polls: Array<number> = [];
	private newcomers: Array<number> = [];
	private faults = new Map<string, number>();
	/** When what is still unanswered began, by what it is. */
	private readonly open = new Map<object, number>();

	/** @param periodMs From one poll to the next. */
	public constructor(
		private readonly periodMs: number,
		private readonly now: () => number,
	) {}

	/** A poll begins. @returns Call it when the answer is there. */
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

	/** Sums up, and begins with an empty page. A poll that has no answer yet counts with the time that it took so far. */
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
