/**
 * The answer of a link that is on its way to the client: one at a time, its bytes counted, and for a bounded time. One that
 * is not read is broken off; its records stay (R1).
 * Time comes from a clock.
 */

import type { Clock } from "../../shared/clock.ts";
import type { Account } from "../memory/Account.ts";

/** An answer that is being written. */
export interface Writing {
	/** Whether it was broken off, so that there is nothing to write it to. */
	readonly isOver: boolean;
	/** It has another size now. */
	resize(bytes: number): void;
	/** It is written, or its connection is gone. Safe to call twice. */
	done(): void;
}

export class AnswerSlot {
	private breakOff: (() => void) | undefined;

	/** @param limitMs Milliseconds that a client has to read an answer. */
	public constructor(
		private readonly clock: Clock,
		private readonly limitMs: number,
		private readonly account: Account,
	) {}

	/** Breaks off the answer that is not read yet, if there is one: a newer poll came. */
	public clear(): void {
		this.breakOff?.();
	}

	/** Begins an answer. @param destroy Ends the connection that it goes to. */
	public begin(bytes: number, destroy: () => void): Writing {
		this.clear();
		let isOver = false;
		const breakOff = (): void => {
			done();
			destroy();
		};
		const account = this.account.open(breakOff);
		const timer = this.clock.setTimeout(breakOff, this.limitMs);
		const done = (): void => {
			if (isOver) return;
			isOver = true;
			this.clock.clearTimeout(timer);
			account.close();
			if (this.breakOff === breakOff) this.breakOff = undefined;
		};
		this.breakOff = breakOff;
		account.take(bytes);
		return {
			get isOver() {
				return isOver;
			},
			resize: (size) => account.set(size),
			done,
		};
	}
}
