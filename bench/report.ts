/** What a benchmark measured, and how it is shown. Pure. */

import type { Round } from "./pairedRounds.ts";
import { medianRange, spreadOf, type Spread } from "./statistics.ts";

export interface Measurement {
	/** `<what>.<which>`, as in `transport.decode`. */
	readonly name: string;
	readonly unit: string;
	/** What the other side is, where rounds have one. */
	readonly baselineName?: string;
	/** At least one, in the order of measuring. */
	readonly rounds: ReadonlyArray<Round>;
}

/** A measurement with what its rounds say. */
export interface Result extends Measurement {
	readonly value: Spread;
	readonly baseline?: Spread;
	/** Of the ratios of each round, not the ratio of the medians. */
	readonly ratio?: Spread;
	/** Where the true median of the ratio is, else that of the value; see `medianRange`. */
	readonly range: readonly [low: number, high: number];
	/** Whether `range` is so wide that the figure says nothing. */
	readonly isUnusable: boolean;
}

/** A part of `npm run bench`. Reports each figure as soon as it is measured. */
export interface Benchmark {
	/** For the filter word: what its figures' names begin with. */
	readonly names: ReadonlyArray<string>;
	/** Rounds by default. */
	readonly rounds: number;
	readonly run: (report: (measurement: Measurement) => void, rounds: number) => Promise<void>;
}

/** Widest range of a usable figure: its share of the larger side. */
const WIDEST_RANGE = 0.2;

const NAME_WIDTH = 36;
const VALUE_WIDTH = 12;
const UNIT_WIDTH = 13;

export const HEADING = [
	"name".padEnd(NAME_WIDTH),
	"median".padStart(VALUE_WIDTH),
	` ${"unit".padEnd(UNIT_WIDTH)}`,
	"(least to most), or ratio to the baseline (least to most); rounds",
].join("");

/** @throws RangeError If there is no round. */
export function summarise(measurement: Measurement): Result {
	const { rounds } = measurement;
	const values = rounds.map(({ value }) => value);
	const baselines = rounds.flatMap(({ baseline }) => baseline ?? []);
	const value = spreadOf(values);
	if (baselines.length < rounds.length) {
		const range = medianRange(values);
		return { ...measurement, value, range, isUnusable: isTooWide(range, Math.abs(value.median)) };
	}
	const ratios = values.map((each, round) => each / baselines[round]!);
	const ratio = spreadOf(ratios);
	const range = medianRange(ratios);
	const isUnusable = isTooWide(range, Math.max(1, Math.abs(ratio.median)));
	return { ...measurement, value, baseline: spreadOf(baselines), ratio, range, isUnusable };
}

function isTooWide([low, high]: readonly [number, number], scale: number): boolean {
	return high - low > WIDEST_RANGE * scale;
}

/** One line for people. */
export function row({ name, unit, value, baseline, ratio, baselineName, rounds, range, isUnusable }: Result): string {
	const seconds = spreadOf(rounds.map((round) => round.seconds)).median;
	const parts = [
		ratio === undefined || baseline === undefined
			? formatSpan(value.min, value.max, formatValue)
			: `${formatRatio(ratio.median)} ${formatSpan(ratio.min, ratio.max, formatRatio)} x ` +
				`${formatValue(baseline.median)}, ${baselineName ?? "baseline"}`,
		`${rounds.length} rounds of ${formatSeconds(seconds)} s`,
	];
	if (isUnusable) {
		const format = ratio === undefined ? formatValue : formatRatio;
		parts.push(`UNUSABLE: the median is anywhere from ${format(range[0])} to ${format(range[1])}`);
	}
	const left = `${name.padEnd(NAME_WIDTH)}${formatValue(value.median).padStart(VALUE_WIDTH)}`;
	return `${left} ${unit.padEnd(UNIT_WIDTH)}${parts.join("; ")}`;
}

function formatSpan(min: number, max: number, format: (value: number) => string): string {
	return `(${format(min)} to ${format(max)})`;
}

function formatValue(value: number): string {
	if (Number.isInteger(value)) return value.toLocaleString("en");
	return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}

/** Two places, or of what is far below its baseline one digit that is not 0. */
function formatRatio(ratio: number): string {
	return ratio !== 0 && Math.abs(ratio) < 0.01 ? ratio.toPrecision(1) : ratio.toFixed(2);
}

/** Two digits. */
function formatSeconds(seconds: number): string {
	return seconds >= 10 ? seconds.toFixed(0) : seconds.toPrecision(2);
}
