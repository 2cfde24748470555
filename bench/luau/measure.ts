//!native
//!optimize 2
/** Measures two functions alternately, so that changes in the machine's speed affect both. */

import { inTurn } from "./inTurn";

/** Same as in `bench/pairedRounds.ts`. */
export interface Round {
	readonly value: number;
	readonly baseline?: number;
	readonly seconds: number;
}

/** Same as in `bench/report.ts`, which evaluates it. */
export interface Measurement {
	readonly name: string;
	readonly unit: string;
	readonly baselineName?: string;
	readonly rounds: Array<Round>;
}

const NANOSECONDS = 1e9;

const SIDES = ["value", "baseline"] as const;

/** Measures both sides once per round, in alternating order. Yields if they do. */
export function pairedRounds(count: number, value: () => number, baseline: () => number): Array<Required<Round>> {
	const rounds: Array<Required<Round>> = [];
	for (const round of $range(0, count - 1)) {
		const startedAt = os.clock();
		const measured = new Map<(typeof SIDES)[number], number>();
		for (const side of inTurn(SIDES, round)) {
			measured.set(side, side === "value" ? value() : baseline());
		}
		rounds.push({
			value: measured.get("value")!,
			baseline: measured.get("baseline")!,
			seconds: os.clock() - startedAt,
		});
	}
	return rounds;
}

/** Measures a single side `count` times. */
export function singleRounds(count: number, measure: () => number): Array<Round> {
	const rounds: Array<Round> = [];
	for (const _ of $range(1, count)) {
		const startedAt = os.clock();
		const value = measure();
		rounds.push({ value, seconds: os.clock() - startedAt });
	}
	return rounds;
}

/**
 * Returns nanoseconds per iteration of `value` and of `baseline`, in paired rounds after a warm-up. Each call runs `iterations`
 * iterations.
 */
export function compare(
	count: number,
	iterations: number,
	value: () => void,
	baseline: () => void,
): Array<Required<Round>> {
	const time = (run: () => void) => () => {
		const before = os.clock();
		run();
		return ((os.clock() - before) / iterations) * NANOSECONDS;
	};
	value();
	baseline();
	return pairedRounds(count, time(value), time(baseline));
}

/** Converts rounds from nanoseconds per iteration to iterations per second. */
export function ratesOf(rounds: Array<Required<Round>>): Array<Required<Round>> {
	return rounds.map(({ value, baseline, seconds }) => ({
		value: NANOSECONDS / value,
		baseline: NANOSECONDS / baseline,
		seconds,
	}));
}
