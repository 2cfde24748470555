/** Shares a limited number of places among tenants: the tenant with the most gives up first. Pure. */

/** Something that belongs to a relay token, by the token's name. */
export interface Owned {
	readonly tenant: string;
}

/** Sums weights by tenant. */
export function weighTenants<Item extends Owned>(
	items: Iterable<Item>,
	weightOf: (item: Item) => number,
): ReadonlyMap<string, number> {
	const weights = new Map<string, number>();
	for (const item of items) weights.set(item.tenant, (weights.get(item.tenant) ?? 0) + weightOf(item));
	return weights;
}

/** @returns `undefined` if `weights` is empty. */
export function heaviestTenant(weights: ReadonlyMap<string, number>): string | undefined {
	const [first] = [...weights].sort(([, one], [, other]) => other - one);
	return first?.[0];
}

/** A session that holds one of a limited number of places. */
export interface Holder extends Owned {
	/** Whether a socket has it now. */
	readonly isTaken: boolean;
}

/**
 * Returns which of `holders`, when all places are taken, makes room for one more of `tenant`. A tenant within its share takes the
 * place from the one that holds most, another from itself. Sessions that wait for a Resume go first, longest wait first, then
 * the newest with a socket.
 *
 * @returns `undefined` if none does.
 */
export function holderToEnd<Item extends Holder>(holders: ReadonlyArray<Item>, tenant: string): Item | undefined {
	const counts = new Map(weighTenants(holders, () => 1));
	const wanted = (counts.get(tenant) ?? 0) + 1;
	counts.set(tenant, wanted);
	const isWithinShare = wanted <= holders.length / counts.size;
	const giver = isWithinShare ? heaviestTenant(counts) : tenant;
	const candidates = holders.filter((holder) => holder.tenant === giver);
	const waiting = candidates.find(({ isTaken }) => !isTaken);
	return waiting ?? (giver === tenant ? undefined : candidates.at(-1));
}
