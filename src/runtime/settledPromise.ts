/** A promise that is already settled: rejected with `fault`, or resolved without one. Never yields. */
export function settledPromise(fault: string | undefined): Promise<void> {
	return fault === undefined ? Promise.resolve() : (Promise.reject(fault) as Promise<void>);
}
