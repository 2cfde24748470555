/** Body of a request that does not have the form of docs/relay.md. The message never holds what was in it. */
export class BodyError extends Error {
	/**
	 * @param index Of the record that is wrong, if it is one.
	 * @param code As the answer names it.
	 */
	public constructor(
		message: string,
		public readonly index?: number,
		public readonly code: "bad_request" | "bad_version" = "bad_request",
	) {
		super(message);
		this.name = "BodyError";
	}
}

/** Adds to an error which record it is about. */
export function indexed<Result>(index: number, read: () => Result): Result {
	try {
		return read();
	} catch (error) {
		throw error instanceof BodyError ? new BodyError(error.message, index) : error;
	}
}
