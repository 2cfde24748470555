/** The body of a request violates docs/relay.md. The message never quotes the body. */
export class BodyError extends Error {
	/**
	 * @param index Index of the wrong record, if any.
	 * @param code Code of the answer.
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

/** Adds the index of the record to an error. */
export function indexed<Result>(index: number, read: () => Result): Result {
	try {
		return read();
	} catch (error) {
		throw error instanceof BodyError ? new BodyError(error.message, index) : error;
	}
}
