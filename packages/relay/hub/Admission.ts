/**
 * A watch that waits until its guild is known, for ten seconds at most. Then it is refused with a reason.
 * Edge: a timer.
 */

import type { Timers } from "../../shared/clock.ts";
import type { WatchEnd } from "../room/Hub.ts";

/** Milliseconds until a watcher has an answer. */
export const ANSWER_MS = 10_000;

export type Verdict =
	{ readonly kind: "wait" } | { readonly kind: "admitted" } | { readonly kind: "refused"; readonly end: WatchEnd };

export interface AdmissionParts {
	/** @param isLate Whether it can wait no longer. */
	readonly judge: (isLate: boolean) => Verdict;
	readonly admit: () => void;
	readonly refuse: (end: WatchEnd) => void;
}

export class Admission {
	private timer: unknown;
	private isOver = false;

	public constructor(
		private readonly parts: AdmissionParts,
		private readonly timers: Timers,
	) {
		this.timer = timers.setTimeout(() => this.look(true), ANSWER_MS);
	}

	/** Decides, if it can be decided now. @returns Whether it is over. */
	public look(isLate = false): boolean {
		if (this.isOver) return true;
		const verdict = this.parts.judge(isLate);
		if (verdict.kind === "wait") return false;
		this.stop();
		if (verdict.kind === "admitted") this.parts.admit();
		else this.parts.refuse(verdict.end);
		return true;
	}

	/** Gives up. Safe to call twice. */
	public stop(): void {
		this.isOver = true;
		this.timers.clearTimeout(this.timer);
	}
}
