/** Measures two sides alternately, so that other load on the machine affects both. */

import { performance } from "node:perf_hooks";
import { inTurn } from "./luau/inTurn.ts";

/** Minimum number of rounds. */
export const LEAST_ROUNDS = 5;

/** Measurements of one round. */
export interface Round<Measured = number> {
	readonly value: Measured;
	/** The other side, if any. */
	readonly baseline?: Measured;
	/** Total duration of the round. */
	readonly seconds: number;
}

/** A round with both sides. */
export type PairedRound<Measured = number> = Required<Round<Measured>>;

const SIDES = ["value", "baseline"] as const;

/** Measures one side; `round` counts from 0. */
export type Measure<Measured> = (round: number) => Promise<Measured>;

export interface Sides<Measured> {
	readonly value: Measure<Measured>;
	readonly baseline: Measure<Measured>;
}

/**
 * Measures both sides once per round, in alternating order.
 *
 * @param now Clock in milliseconds.
 */
export async function pairedRounds<Measured>(
	count: number,
	sides: Sides<Measured>,
	now?: () => number,
): Promise<Array<PairedRound<Measured>>> {
	const rounds: Array<PairedRound<Measured>> = [];
	for (let round = 0; round < count; round += 1) rounds.push(await pairedRound(round, sides, now));
	return rounds;
}

/** Measures one round of `pairedRounds`, counted from 0. @param now Clock in milliseconds. */
export async function pairedRound<Measured>(
	round: number,
	sides: Sides<Measured>,
	now = () => performance.now(),
): Promise<PairedRound<Measured>> {
	const startedAt = now();
	const measured = new Map<(typeof SIDES)[number], Measured>();
	for (const side of inTurn(SIDES, round)) measured.set(side, await sides[side](round));
	const seconds = (now() - startedAt) / 1000;
	return { value: measured.get("value")!, baseline: measured.get("baseline")!, seconds };
}

/** Measures a single side `count` times. @param now Clock in milliseconds. */
export async function singleRounds<Measured>(
	count: number,
	measure: Measure<Measured>,
	now = () => performance.now(),
): Promise<Array<Round<Measured>>> {
	const rounds: Array<Round<Measured>> = [];
	for (let round = 0; round < count; round += 1) {
		const startedAt = now();
		const value = await measure(round);
		rounds.push({ value, seconds: (now() - startedAt) / 1000 });
	}
	return rounds;
}

/** Selects one figure from rounds with several. */
export function figureOf<Measured>(
	rounds: ReadonlyArray<PairedRound<Measured>>,
	pick: (measured: Measured) => number,
): Array<PairedRound> {
	return rounds.map(({ value, baseline, seconds }) => ({ value: pick(value), baseline: pick(baseline), seconds }));
}
