/** An error of the control API; the message is sent to the caller. */

/** HTTP status by error code. */
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
