/**
 * Fires signals so that all who hear of them hear of all in one order: what a handler sets off is told after every handler
 * has heard of what set it off.
 */

export class SignalQueue {
	private readonly pending: Array<() => void> = [];
	private isFiring = false;

	/** Fires `signal`, now or after those that are under way. Never yields; errors only if `signal` does. */
	public fire<T extends Array<unknown>>(signal: { Fire(...args: T): void }, ...args: T): void {
		if (this.isFiring) {
			this.pending.push(() => signal.Fire(...args));
			return;
		}
		this.isFiring = true;
		signal.Fire(...args);
		for (let emit = this.pending.shift(); emit !== undefined; emit = this.pending.shift()) emit();
		this.isFiring = false;
	}
}
