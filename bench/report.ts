/** What a benchmark measured, and how it is shown. */

export interface Result {
	/** `<what>.<which>`, as in `transport.decode`. */
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly baseline?: number;
	readonly baselineName?: string;
	/** Value to baseline; as the benchmark paired them, else as they are. */
	readonly ratio?: number;
}

/** A part of `npm run bench`. Reports each result as soon as it is measured. */
export interface Benchmark {
	/** For the filter word: what its results' names begin with. */
	readonly names: ReadonlyArray<string>;
	readonly run: (report: (result: Result) => void) => Promise<void>;
}

/** Columns of a name. */
const NAME_WIDTH = 36;

export const HEADING = `${"name".padEnd(NAME_WIDTH)}${"value".padStart(12)} ${"unit".padEnd(12)}  ratio`;

/** Fills in the ratio where there is a baseline. */
export function complete(result: Result): Result {
	if (result.baseline === undefined) return result;
	return { ...result, ratio: result.ratio ?? result.value / result.baseline };
}

/** One line for people. */
export function row({ name, value, unit, baseline, baselineName, ratio }: Result): string {
	const own = `${name.padEnd(NAME_WIDTH)}${format(value).padStart(12)} ${unit.padEnd(12)}`;
	if (baseline === undefined || ratio === undefined) return own.trimEnd();
	return `${own}${formatRatio(ratio).padStart(7)} x ${format(baseline)} (${baselineName ?? "baseline"})`;
}

function format(value: number): string {
	if (Number.isInteger(value)) return value.toLocaleString("en");
	return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}

/** Two places, or of what is far below its baseline one digit that is not 0. */
function formatRatio(ratio: number): string {
	return ratio > 0 && ratio < 0.01 ? ratio.toPrecision(1) : ratio.toFixed(2);
}
