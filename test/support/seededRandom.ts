/**
 * A random source with the same numbers on every machine: the minimal standard generator of Park and Miller.
 *
 * @returns A function that returns integers from 0 up to `limit`, exclusive.
 */
export function seededRandom(seed: number): (limit: number) => number {
	let state = seed % 2147483647;
	return (limit) => {
		state = (state * 48271) % 2147483647;
		return state % limit;
	};
}
