/**
 * The answer that a link is sending: one at a time, its bytes counted, for a bounded time. An answer that
 * is not read in time is cut off; its records are kept (R1).
 * Time comes from a clock.
 */

import type { Clock } from "../../shared/clock.ts";
import type { Account } from "../memory/Account.ts";

/** An answer that is being written. */
export interface Writing {
	/** Whether it was cut off: nothing can be written any more. */
	readonly isOver: boolean;
	/** Changes the size that counts. */
	resize(bytes: number): void;
	/** Ends it: it is written, or its connection is gone. Safe to call twice. */
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

	/** Cuts off the unread answer, if any, because a newer poll came. */
	public clear(): void {
		this.breakOff?.();
	}

	/** Begins an answer. @param destroy Destroys its connection. */
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
