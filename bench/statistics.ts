/** Statistics of measurements. Pure. */

export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
}

/** Minimum probability that `medianRange` contains the true median, as with five rounds. */
const CONFIDENCE = 0.93;

/** @throws RangeError Without values. */
export function median(values: ReadonlyArray<number>): number {
	const sorted = ascending(values);
	const half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** @throws RangeError Without values. */
export function spreadOf(values: ReadonlyArray<number>): Spread {
	const sorted = ascending(values);
	return { median: median(values), min: sorted[0]!, max: sorted.at(-1)! };
}

/** Returns the smallest value that `share` (0 to 1) of all values do not exceed. @throws RangeError Without values. */
export function quantile(values: ReadonlyArray<number>, share: number): number {
	const sorted = ascending(values);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

/**
 * Returns the narrowest range between two values that contains the true median with a probability of at least 93 %: for five
 * values from first to last, for fifteen the middle nine. In any distribution, each value is below the true median with
 * probability one half.
 *
 * @throws RangeError Without values.
 */
export function medianRange(values: ReadonlyArray<number>): readonly [low: number, high: number] {
	const sorted = ascending(values);
	let left = 0;
	while (left + 1 < sorted.length / 2 && missProbability(sorted.length, left + 1) <= 1 - CONFIDENCE) left += 1;
	return [sorted[left]!, sorted[sorted.length - 1 - left]!];
}

/** Returns the probability that the true median is outside a range that excludes `left` of `count` values at each end. */
function missProbability(count: number, left: number): number {
	let combinations = 1;
	let sum = 0;
	for (let below = 0; below <= left; below += 1) {
		sum += combinations;
		combinations = (combinations * (count - below)) / (below + 1);
	}
	return (2 * sum) / 2 ** count;
}

function ascending(values: ReadonlyArray<number>): Array<number> {
	if (values.length === 0) throw new RangeError("the list of values is empty");
	return [...values].sort((one, other) => one - other);
}
