/** Rounds that measure two sides in turns: what the machine does meanwhile, it does to both. */

import { performance } from "node:perf_hooks";
import { inTurn } from "./luau/inTurn.ts";

/** Fewest rounds that a benchmark may have. */
export const LEAST_ROUNDS = 5;

/** What one round measured. */
export interface Round<Measured = number> {
	readonly value: Measured;
	/** The peer, if any. */
	readonly baseline?: Measured;
	/** Duration of the round, both sides together. */
	readonly seconds: number;
}

/** A round that has both sides. */
export type PairedRound<Measured = number> = Required<Round<Measured>>;

const SIDES = ["value", "baseline"] as const;

/** Measures one side; `round` counts from 0. */
export type Measure<Measured> = (round: number) => Promise<Measured>;

export interface Sides<Measured> {
	readonly value: Measure<Measured>;
	readonly baseline: Measure<Measured>;
}

/**
 * Measures both sides once a round, one after the other, in alternating order.
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

/** One round of `pairedRounds`, counted from 0. @param now Clock in milliseconds. */
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

/** Measures `count` times what has no other side. @param now Clock in milliseconds. */
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

/** One figure of rounds that measured several at once. */
export function figureOf<Measured>(
	rounds: ReadonlyArray<PairedRound<Measured>>,
	pick: (measured: Measured) => number,
): Array<PairedRound> {
	return rounds.map(({ value, baseline, seconds }) => ({ value: pick(value), baseline: pick(baseline), seconds }));
}
