/**
 * Why a main gateway connection ended, or could not begin, in a form for code and in one for a person.
 * Pure.
 */

import { gatewayCloseRule } from "./closeCode";

/**
 * What ended it.
 *
 * - `closed`: a close code after which the same again would be refused again.
 * - `refused`: Identify came to nothing again and again; where no close code is seen, a wrong token looks like this.
 * - `unreachable`: every attempt failed.
 * - `notReconnecting`: it was lost, and `preventReconnect` holds it back.
 * - `exhausted`: no Identify is left; `resetAfter` says for how long.
 * - `unauthorized`: GET /gateway/bot refused the token.
 * - `rateLimited`: Discord limits GET /gateway/bot for longer than is waited for; `retryAfter` says for how long.
 * - `noGateway`: GET /gateway/bot is answered again and again, but not with a gateway.
 * - `unsupported`: the socket cannot do what was asked.
 * - `owner`: its owner ended it.
 */
export type WebsocketErrorKind =
	| "closed"
	| "refused"
	| "unreachable"
	| "notReconnecting"
	| "exhausted"
	| "unauthorized"
	| "rateLimited"
	| "noGateway"
	| "unsupported"
	| "owner";

/** Beside what every error has. */
export interface WebsocketErrorDetails {
	readonly code?: number;
	readonly resetAfter?: number;
	readonly retryAfter?: number;
}

export class WebsocketError {
	/** Close code; undefined if no close frame was seen, or none was sent. */
	public readonly code?: number;
	/** Seconds until Identifies are back; for `exhausted` alone. */
	public readonly resetAfter?: number;
	/** Seconds that the server asked to wait; for `rateLimited`, and for `unreachable` where it did. */
	public readonly retryAfter?: number;

	/** @param meaning For a person: what happened, and what can be done. Never holds a token. */
	public constructor(
		public readonly kind: WebsocketErrorKind,
		public readonly meaning: string,
		{ code, resetAfter, retryAfter }: WebsocketErrorDetails = {},
	) {
		this.code = code;
		this.resetAfter = resetAfter;
		this.retryAfter = retryAfter;
	}

	/** The error of a close code, documented or not. @param reason What came with it, where that says more than the code. */
	public static ofCode(code: number | undefined, reason = ""): WebsocketError {
		const { meaning } = gatewayCloseRule(code);
		return new WebsocketError("closed", reason === "" ? meaning : `${meaning}: ${reason}`, { code });
	}

	/** The error of a session start limit that is used up. @param resetAfter Seconds. */
	public static exhausted(resetAfter: number): WebsocketError {
		const minutes = math.ceil(resetAfter / 60);
		const meaning = `no Identify is left: Discord resets the limit in ${minutes} min`;
		return new WebsocketError("exhausted", meaning, { resetAfter });
	}

	/** The error of a GET /gateway/bot that Discord limits. @param retryAfter Seconds. */
	public static rateLimited(retryAfter: number): WebsocketError {
		const seconds = string.format("%.1f", retryAfter);
		const meaning = `Discord limits GET /gateway/bot: it may be asked again in ${seconds} s`;
		return new WebsocketError("rateLimited", meaning, { retryAfter });
	}

	/** What happened, with the close code if there is one. */
	public toString(): string {
		return this.code === undefined ? this.meaning : `${this.meaning} (close code ${this.code})`;
	}
}
