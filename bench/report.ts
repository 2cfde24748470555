/** Evaluates and formats a benchmark's measurements. Pure. */

import type { Round } from "./pairedRounds.ts";
import { medianRange, spreadOf, type Spread } from "./statistics.ts";

export interface Measurement {
	/** `<subject>.<figure>`, as in `transport.decode`. */
	readonly name: string;
	readonly unit: string;
	/** Name of the baseline, if there is one. */
	readonly baselineName?: string;
	/** At least one round, in order. */
	readonly rounds: ReadonlyArray<Round>;
}

/** A measurement and its statistics. */
export interface Result extends Measurement {
	readonly value: Spread;
	readonly baseline?: Spread;
	/** Spread of the rounds' ratios, not the ratio of the medians. */
	readonly ratio?: Spread;
	/** Confidence range of the median of the ratio, or of the value without a baseline; see `medianRange`. */
	readonly range: readonly [low: number, high: number];
	/** Whether `range` is too wide for the figure to mean anything. */
	readonly isUnusable: boolean;
}

/** A benchmark of `npm run bench`. Reports each figure as soon as it is measured. */
export interface Benchmark {
	/** Prefixes of its figures' names, for the filter. */
	readonly names: ReadonlyArray<string>;
	/** Default number of rounds. */
	readonly rounds: number;
	readonly run: (report: (measurement: Measurement) => void, rounds: number) => Promise<void>;
}

/** Maximum width of a usable range, as a share of the larger side. */
const WIDEST_RANGE = 0.2;

const NAME_WIDTH = 36;
const VALUE_WIDTH = 12;
const UNIT_WIDTH = 13;

export const HEADING = [
	"name".padEnd(NAME_WIDTH),
	"median".padStart(VALUE_WIDTH),
	` ${"unit".padEnd(UNIT_WIDTH)}`,
	"(min to max), or ratio to the baseline (min to max); rounds",
].join("");

/** Evaluates a measurement. @throws RangeError Without rounds. */
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

/** Formats a result as a line of the table. */
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
		parts.push(`UNUSABLE: the median may be anywhere from ${format(range[0])} to ${format(range[1])}`);
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

/** Formats with two decimal places, or with one significant digit below 0.01. */
function formatRatio(ratio: number): string {
	return ratio !== 0 && Math.abs(ratio) < 0.01 ? ratio.toPrecision(1) : ratio.toFixed(2);
}

/** Formats with two significant digits. */
function formatSeconds(seconds: number): string {
	return seconds >= 10 ? seconds.toFixed(0) : seconds.toPrecision(2);
}
