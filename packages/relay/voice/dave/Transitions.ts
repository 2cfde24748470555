/** Transitions that were told of and not yet executed, and the version that each leads to. Pure. */

/** More are under way only if the gateway is at fault; the oldest are forgotten. */
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

	/** Version that the transition `id` leads to, which is over with this; `undefined` if there is none such. */
	public take(id: unknown): number | undefined {
		const version = this.prepared.get(id as number);
		this.prepared.delete(id as number);
		return version;
	}

	public clear(): void {
		this.prepared.clear();
	}
}
