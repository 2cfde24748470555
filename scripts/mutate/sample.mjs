/** Draws a sample from a list, the same for the same seed. Pure. */

/**
 * @template Value
 * @param {readonly Value[]} values
 * @param {number} size of the sample; the whole list if it is shorter
 * @param {number} seed
 * @returns {readonly Value[]} in the order of the list
 */
export function sample(values, size, seed) {
	const random = createRandom(seed);
	const indices = values.map((_, index) => index);
	for (let index = 0; index < Math.min(size, indices.length); index += 1) {
		const other = index + Math.floor(random() * (indices.length - index));
		[indices[index], indices[other]] = [indices[other] ?? 0, indices[index] ?? 0];
	}
	const drawn = new Set(indices.slice(0, size));
	return values.filter((_, index) => drawn.has(index));
}

/** Mulberry32. @param {number} seed @returns {() => number} from 0, below 1 */
function createRandom(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
