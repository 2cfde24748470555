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

export const HEADING = `${"name".padEnd(34)}${"value".padStart(12)} ${"unit".padEnd(12)}  ratio`;

/** Fills in the ratio where there is a baseline. */
export function complete(result: Result): Result {
	if (result.baseline === undefined) return result;
	return { ...result, ratio: result.ratio ?? result.value / result.baseline };
}

/** One line for people. */
export function row({ name, value, unit, baseline, baselineName, ratio }: Result): string {
	const own = `${name.padEnd(34)}${format(value).padStart(12)} ${unit.padEnd(12)}`;
	if (baseline === undefined || ratio === undefined) return own.trimEnd();
	return `${own}${ratio.toFixed(2).padStart(7)} x ${format(baseline)} (${baselineName ?? "baseline"})`;
}

function format(value: number): string {
	return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}
