/** Queue in which tenants take turns: one that adds a thousand items delays the next item of another by one of its own. Pure. */
export class FairQueue<Item> {
	/** By tenant, in the order of their turns; each has at least one item. */
	private readonly waiting = new Map<string, Set<Item>>();

	/** Adds an item at the end of its tenant's. Does nothing if it waits already. */
	public add(tenant: string, item: Item): void {
		const items = this.waiting.get(tenant);
		if (items === undefined) this.waiting.set(tenant, new Set([item]));
		else items.add(item);
	}

	public remove(tenant: string, item: Item): void {
		const items = this.waiting.get(tenant);
		if (items?.delete(item) === true && items.size === 0) this.waiting.delete(tenant);
	}

	/** Takes the first item of the tenant whose turn it is. @returns `undefined` if the queue is empty. */
	public take(): Item | undefined {
		for (const [tenant, items] of this.waiting) {
			this.waiting.delete(tenant);
			const [item] = items;
			if (item === undefined) continue;
			items.delete(item);
			if (items.size > 0) this.waiting.set(tenant, items);
			return item;
		}
		return undefined;
	}
}
