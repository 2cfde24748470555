/** A promise that is already settled: rejected with `fault`, or resolved if there is none. Never yields. */
export function settledPromise(fault: string | undefined): Promise<void> {
	return fault === undefined ? Promise.resolve() : (Promise.reject(fault) as Promise<void>);
}
