/**
 * Reproducible random numbers for tests and demos.
 * Pure. Source: "mulberry32" by Tommy Ettinger (public domain).
 */

/** A source of numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Returns a source that produces the same numbers for the same `seed` (an integer). Not for secrets. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Returns `count` bytes from `random`. */
export function randomBytes(random: Random, count: number): Buffer {
	return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
}
