/** Checks that a process may open as many sockets as a benchmark needs. */

/** Other open files of a process: its program, pipes and listening sockets. */
const OTHER_FILES = 64;

interface Report {
	readonly userLimits?: { readonly open_files?: { readonly hard: number | "unlimited" } };
}

/**
 * Node raises its soft limit to the hard limit, so only the hard limit counts.
 *
 * @throws RangeError If the limit is too low, or `connections` is not a positive integer.
 */
export function checkConnections(connections: number): void {
	if (!Number.isSafeInteger(connections) || connections < 1) {
		throw new RangeError(`BENCH_CONNECTIONS must be a positive integer, got ${process.env.BENCH_CONNECTIONS}`);
	}
	const report = process.report.getReport() as Report;
	const { hard = "unlimited" } = report.userLimits?.open_files ?? {};
	const needed = connections + OTHER_FILES;
	if (hard === "unlimited" || hard >= needed) return;
	throw new RangeError(
		`${connections} connections need ${needed} open files per process, but the hard limit is ${hard}: ` +
			"raise it (ulimit -Hn) or lower BENCH_CONNECTIONS",
	);
}
