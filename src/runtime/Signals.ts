/**
 * The signals of one owner. Every handler sees them in the same order: a signal fired by a handler is queued until the
 * current one has reached every handler.
 */

import { IsolatedSignal, OnHandlerFault } from "./IsolatedSignal";

export class Signals {
	private readonly queue: Array<() => void> = [];
	private isFiring = false;

	public constructor(private readonly onFault: OnHandlerFault) {}

	/** Makes a signal. */
	public create<T extends Array<unknown>>(name: string): IsolatedSignal<T> {
		return new IsolatedSignal<T>(this.onFault, name);
	}

	/** Fires `signal`, at once or after those in progress. Never yields. Errors only if `signal` does. */
	public fire<T extends Array<unknown>>(signal: { Fire(...args: T): void }, ...args: T): void {
		if (this.isFiring) {
			this.queue.push(() => signal.Fire(...args));
			return;
		}
		this.isFiring = true;
		signal.Fire(...args);
		for (let fire = this.queue.shift(); fire !== undefined; fire = this.queue.shift()) fire();
		this.isFiring = false;
	}
}
