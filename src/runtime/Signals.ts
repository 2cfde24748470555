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
		this.drain();
	}

	/**
	 * Runs `callback` at once, and delivers what it fires and runs after it, in order, before anything that a handler fires. Never
	 * yields. `callback` must neither yield nor error.
	 */
	public batch(callback: () => void): void {
		if (this.isFiring) return callback();
		this.isFiring = true;
		callback();
		this.drain();
	}

	/** Runs `callback` in the order of the signals: at once, or after those in progress. `callback` must neither yield nor error. */
	public run(callback: () => void): void {
		if (this.isFiring) this.queue.push(callback);
		else callback();
	}

	private drain(): void {
		for (let fire = this.queue.shift(); fire !== undefined; fire = this.queue.shift()) fire();
		this.isFiring = false;
	}
}
