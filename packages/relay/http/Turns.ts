/**
 * Gives requests their turns, so that tokens share the processor: each token has one request worked on in a round, and the
 * network is looked at between two rounds. So a token waits for at most one request of each other one, however many those send.
 */

export class Turns {
	/** Requests that wait, by token. A token that had its turn in this round is there, with none waiting maybe. */
	private readonly waiting = new Map<string, Array<() => void>>();

	/** @param defer Calls back after the network was looked at. */
	public constructor(private readonly defer: (next: () => void) => void = setImmediate) {}

	/** Settles when it is the token's turn: at once if it had none in this round. */
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
