/**
 * The reason why a main gateway connection ended, or could not start: for code and for people.
 * Pure.
 */

import { gatewayCloseRule } from "./closeCode";

/**
 * - `closed`: a close code after which another attempt would fail in the same way.
 * - `refused`: Identify failed repeatedly. Without a close code, a wrong token looks like this.
 * - `unreachable`: every attempt failed.
 * - `notReconnecting`: the connection was lost, and `preventReconnect` keeps it closed.
 * - `exhausted`: no Identify is left for `resetAfter` seconds.
 * - `unauthorized`: GET /gateway/bot rejected the token.
 * - `rateLimited`: Discord limits GET /gateway/bot for `retryAfter` seconds, longer than `connect` waits.
 * - `noGateway`: GET /gateway/bot was answered repeatedly, but not with a gateway.
 * - `unsupported`: the socket lacks a capability that an option needs.
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

/** Fields that only some errors have. */
export interface WebsocketErrorDetails {
	readonly code?: number | undefined;
	readonly resetAfter?: number | undefined;
	readonly retryAfter?: number | undefined;
}

export class WebsocketError {
	/** Close code; undefined if no close frame was received or sent. */
	public readonly code?: number | undefined;
	/** Seconds until Identifies are available again; only for `exhausted`. */
	public readonly resetAfter?: number | undefined;
	/** Seconds that the server asked to wait; for `rateLimited`, and for `unreachable` if it asked. */
	public readonly retryAfter?: number | undefined;

	/** @param meaning For people: what happened, and what to do. Never contains a token. */
	public constructor(
		public readonly kind: WebsocketErrorKind,
		public readonly meaning: string,
		{ code, resetAfter, retryAfter }: WebsocketErrorDetails = {},
	) {
		this.code = code;
		this.resetAfter = resetAfter;
		this.retryAfter = retryAfter;
	}

	/** Returns the error of a close code, documented or not. @param reason Close reason, if it adds to the code. */
	public static ofCode(code: number | undefined, reason = ""): WebsocketError {
		const { meaning } = gatewayCloseRule(code);
		return new WebsocketError("closed", reason === "" ? meaning : `${meaning}: ${reason}`, { code });
	}

	/** Returns the error of a session start limit without Identifies. @param resetAfter Seconds. */
	public static exhausted(resetAfter: number): WebsocketError {
		const minutes = math.ceil(resetAfter / 60);
		const meaning = `no Identify is left: Discord resets the limit in ${minutes} min`;
		return new WebsocketError("exhausted", meaning, { resetAfter });
	}

	/** Returns the error of a rate-limited GET /gateway/bot. @param retryAfter Seconds. */
	public static rateLimited(retryAfter: number): WebsocketError {
		const seconds = string.format("%.1f", retryAfter);
		const meaning = `Discord limits GET /gateway/bot: retry in ${seconds} s`;
		return new WebsocketError("rateLimited", meaning, { retryAfter });
	}

	/** Returns what happened, with the close code, if any. */
	public toString(): string {
		return this.code === undefined ? this.meaning : `${this.meaning} (close code ${this.code})`;
	}
}
