/**
 * Runs asynchronous work with a bound on how much of it is under way. Pure.
 */

/**
 * Starts the items in their order, at most `limit` at a time.
 * @template T, R
 * @param {readonly T[]} items
 * @param {number} limit from 1
 * @param {(item: T) => Promise<R>} action
 * @returns {Promise<R[]>} results in the order of the items
 */
export async function mapBounded(items, limit, action) {
	/** @type {R[]} */
	const results = [];
	let next = 0;
	const work = async () => {
		while (next < items.length) {
			const index = next++;
			results[index] = await action(/** @type {T} */ (items[index]));
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
	return results;
}
