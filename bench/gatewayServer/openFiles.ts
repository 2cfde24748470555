/** Whether this machine lets a process have as many sockets as a benchmark wants. */

/** Files that a process has open besides: its program, pipes to others, what it listens on. */
const OTHER_FILES = 64;

interface Report {
	readonly userLimits?: { readonly open_files?: { readonly hard: number | "unlimited" } };
}

/**
 * Node raises its soft limit to the hard one by itself, so the hard one counts.
 *
 * @throws RangeError If it is too low for `connections`, or that is no number of connections.
 */
export function checkConnections(connections: number): void {
	if (!Number.isSafeInteger(connections) || connections < 1) {
		throw new RangeError(`BENCH_CONNECTIONS must be an integer from 1, got ${process.env.BENCH_CONNECTIONS}`);
	}
	const report = process.report.getReport() as Report;
	const { hard = "unlimited" } = report.userLimits?.open_files ?? {};
	const needed = connections + OTHER_FILES;
	if (hard === "unlimited" || hard >= needed) return;
	throw new RangeError(
		`${connections} connections need ${needed} open files a process, and the hard limit is ${hard}: ` +
			"raise it (ulimit -Hn), or set BENCH_CONNECTIONS to fewer",
	);
}
