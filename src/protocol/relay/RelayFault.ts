/** Why a request to a relay came to nothing, for code and for a person. Pure. */

import { RelayAction } from "./faultCode";

export interface RelayFaultDetails {
	/** The relay's code; absent if no relay answered. */
	readonly code?: string;
	/** Seconds to wait, if the relay named them. */
	readonly retryAfter?: number;
	/** Status that the far server answered the relay with, if that is what went wrong. */
	readonly farStatus?: number;
}

export class RelayFault {
	public readonly code?: string;
	public readonly retryAfter?: number;
	public readonly farStatus?: number;

	/**
	 * @param action What may help.
	 * @param reason For a person. Never holds a token.
	 */
	public constructor(
		public readonly action: RelayAction,
		public readonly reason: string,
		{ code, retryAfter, farStatus }: RelayFaultDetails = {},
	) {
		this.code = code;
		this.retryAfter = retryAfter;
		this.farStatus = farStatus;
	}

	public toString(): string {
		return `relay: ${this.reason}`;
	}
}
