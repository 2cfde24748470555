/** The reason why a request to a relay failed, for code and for people. Pure. */

import { RelayAction } from "./faultCode";

export interface RelayFaultDetails {
	/** The relay's code; absent if no relay answered. */
	readonly code?: string;
	/** Seconds to wait, if the relay named them. */
	readonly retryAfter?: number;
	/** HTTP status of the remote server's answer to the relay, if that is the cause. */
	readonly farStatus?: number;
}

export class RelayFault {
	public readonly code?: string;
	public readonly retryAfter?: number;
	public readonly farStatus?: number;

	/**
	 * @param action What may help.
	 * @param reason For people. Never contains a token.
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
