/** What is to be undone at the end, the latest first. */

export class Cleanups {
	private readonly cleanups: Array<() => unknown> = [];

	/** Adds a cleanup, which may be asynchronous. */
	public after(cleanup: () => unknown): void {
		this.cleanups.push(cleanup);
	}

	/** Runs all of them, one after the other. @throws The first error, after all have run. */
	public async run(): Promise<void> {
		const errors: Array<unknown> = [];
		for (const cleanup of this.cleanups.splice(0).toReversed()) {
			try {
				await cleanup();
			} catch (error) {
				errors.push(error);
			}
		}
		if (errors.length > 0) throw errors[0];
	}
}
