//!native
//!optimize 2
/** Times two functions side by side, in turns, so that a machine whose speed drifts favours neither. */

/** One line of the table. */
export interface Result {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly baseline?: number;
	readonly baselineName?: string;
}

/** Rounds of each function; the median counts. */
const ROUNDS = 15;

/** Middle of `values`. */
export function median(values: Array<number>): number {
	values.sort((a, b) => a < b);
	return values[values.size() >> 1];
}

/** Seconds that one call of `run` takes. */
function time(run: () => void): number {
	const before = os.clock();
	run();
	return os.clock() - before;
}

/**
 * Nanoseconds per iteration of `subject` and of `baseline`; each call runs `iterations` of them.
 *
 * @returns The medians of all rounds.
 */
export function compare(
	iterations: number,
	subject: () => void,
	baseline: () => void,
): { subject: number; baseline: number } {
	const subjects: Array<number> = [];
	const baselines: Array<number> = [];
	subject();
	baseline();
	for (const _ of $range(1, ROUNDS)) {
		baselines.push((time(baseline) / iterations) * 1e9);
		subjects.push((time(subject) / iterations) * 1e9);
	}
	return { subject: median(subjects), baseline: median(baselines) };
}
