/** Promises of calls that wait for the same event. They settle together. */

/** Rejects with a fault, resolves without one. */
type Settle<Fault> = (fault?: Fault) => void;

export class PendingPromises<Fault extends defined = string> {
	private pending: Array<Settle<Fault>> = [];

	/** Returns a promise that the next `settle` settles. */
	public add(): Promise<void> {
		return new Promise<void>((resolve, reject) => {
			this.pending.push((fault) => (fault === undefined ? resolve() : reject(fault)));
		});
	}

	/** Settles every pending promise: rejects with `fault`, or resolves without one. */
	public settle(fault?: Fault): void {
		const { pending } = this;
		this.pending = [];
		for (const settle of pending) settle(fault);
	}
}
