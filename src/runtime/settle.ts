/** A promise that is settled already: rejected with `fault`, or resolved if there is none. Never yields. */
export function settle(fault: string | undefined): Promise<void> {
	return fault === undefined ? Promise.resolve() : (Promise.reject(fault) as Promise<void>);
}
