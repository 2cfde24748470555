/**
 * Schedules requests so that tokens share the processor: each round handles one request per token, and the
 * event loop polls the network between rounds. A token waits for at most one request of each other token.
 */

export class Turns {
	/** Waiting requests by token. A token that had its turn in this round stays, perhaps with an empty list. */
	private readonly waiting = new Map<string, Array<() => void>>();

	/** @param defer Runs a callback after the event loop has polled the network. */
	public constructor(private readonly defer: (next: () => void) => void = setImmediate) {}

	/** Resolves at the token's turn: at once if it had none in this round. */
	public async take(token: string): Promise<void> {
		const queue = this.waiting.get(token);
		if (queue !== undefined) return new Promise((resolve) => queue.push(resolve));
		if (this.waiting.size === 0) this.defer(() => this.next());
		this.waiting.set(token, []);
	}

	private next(): void {
		for (const [token, queue] of this.waiting) {
			const proceed = queue.shift();
			if (proceed === undefined) this.waiting.delete(token);
			else proceed();
		}
		if (this.waiting.size > 0) this.defer(() => this.next());
	}
}
