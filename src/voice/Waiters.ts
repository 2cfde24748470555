/** Promises that many calls wait on, and that are settled together. */

/** With a reason it rejects. */
type Waiter<Fault> = (fault?: Fault) => void;

export class Waiters<Fault extends defined = string> {
	private waiters: Array<Waiter<Fault>> = [];

	/** A promise that the next `settle` settles. */
	public wait(): Promise<void> {
		return new Promise<void>((resolve, reject) => {
			this.waiters.push((fault) => (fault === undefined ? resolve() : reject(fault)));
		});
	}

	/** Settles all that wait: rejects them with `fault`, or resolves them if there is none. */
	public settle(fault?: Fault): void {
		const { waiters } = this;
		this.waiters = [];
		for (const waiter of waiters) waiter(fault);
	}
}
