/** A request that the control API refuses; the message goes to the caller. */

/** HTTP status and name by kind of fault. */
const STATUSES = {
	bad_request: 400,
	unauthorized: 401,
	not_found: 404,
	too_large: 413,
	internal: 500,
} as const;

export type ControlErrorCode = keyof typeof STATUSES;

export class ControlError extends Error {
	public constructor(
		public readonly code: ControlErrorCode,
		message: string,
	) {
		super(message);
	}

	/** HTTP status. */
	public get status(): number {
		return STATUSES[this.code];
	}
}
