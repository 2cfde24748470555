/** Announced transitions that are not executed yet, with the protocol version of each. Pure. */

/** Limit of pending transitions: only a faulty gateway exceeds it. The oldest are discarded. */
const MAX_PREPARED = 16;

export class Transitions {
	private readonly prepared = new Map<number, number>();

	/** Oldest first. */
	public get ids(): ReadonlyArray<number> {
		return [...this.prepared.keys()];
	}

	public prepare(id: number, version: number): void {
		this.prepared.delete(id);
		this.prepared.set(id, version);
		const [oldest] = this.prepared.keys();
		if (this.prepared.size > MAX_PREPARED && oldest !== undefined) this.prepared.delete(oldest);
	}

	/** Ends the transition `id` and returns its protocol version; `undefined` if it was not announced. */
	public take(id: unknown): number | undefined {
		const version = this.prepared.get(id as number);
		this.prepared.delete(id as number);
		return version;
	}

	public clear(): void {
		this.prepared.clear();
	}
}
