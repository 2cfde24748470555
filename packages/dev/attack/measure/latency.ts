/** Statistics of latencies. Pure. */

/** All times are in milliseconds. */
export interface LatencySummary {
	readonly count: number;
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
}

/** @returns The smallest sample that at least `share` of all samples do not exceed, or 0 without samples. */
export function percentile(sorted: ReadonlyArray<number>, share: number): number {
	if (sorted.length === 0) return 0;
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function summarize(samples: ReadonlyArray<number>): LatencySummary {
	const sorted = [...samples].sort((a, b) => a - b);
	return {
		count: sorted.length,
		p50: percentile(sorted, 0.5),
		p99: percentile(sorted, 0.99),
		max: sorted.at(-1) ?? 0,
	};
}

/**
 * A request that takes longer than the period delays the next ones. This adds what they would have measured, so a long
 * stall has its full weight ("coordinated omission").
 *
 * @param periodMs Time between two requests.
 */
export function withOmitted(latency: number, periodMs: number): ReadonlyArray<number> {
	const samples: Array<number> = [];
	for (let left = latency; left > 0; left -= periodMs) samples.push(left);
	return samples.length === 0 ? [latency] : samples;
}
