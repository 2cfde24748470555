/** A queue in which tenants take turns: a thousand items of one tenant delay another tenant by a single item. Pure. */
export class FairQueue<Item> {
	/** Items by tenant, in the order of turns. No set is empty. */
	private readonly waiting = new Map<string, Set<Item>>();

	/** Appends an item to those of its tenant. Does nothing if it is already queued. */
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
