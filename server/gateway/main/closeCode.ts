/**
 * Close codes of the main gateway, and which of them end a session with the connection.
 * Pure.
 * Source: Discord Docs, "Gateway Close Event Codes" and "Initiating a Disconnect".
 */

import type { CloseInitiator } from "../events.ts";

export enum MainCloseCode {
	UnknownError = 4000,
	UnknownOpcode = 4001,
	DecodeError = 4002,
	NotAuthenticated = 4003,
	AuthenticationFailed = 4004,
	AlreadyAuthenticated = 4005,
	InvalidSeq = 4007,
	RateLimited = 4008,
	SessionTimedOut = 4009,
	InvalidShard = 4010,
	ShardingRequired = 4011,
	InvalidAPIVersion = 4012,
	InvalidIntents = 4013,
	DisallowedIntents = 4014,
}

/** After these there is nothing left to resume; any other close, or a lost link, keeps the session for a while. */
const ENDING_CODES: Readonly<Record<CloseInitiator, ReadonlySet<number>>> = {
	client: new Set([1000, 1001]),
	server: new Set<number>([
		MainCloseCode.AuthenticationFailed,
		MainCloseCode.InvalidSeq,
		MainCloseCode.SessionTimedOut,
		MainCloseCode.InvalidShard,
		MainCloseCode.ShardingRequired,
		MainCloseCode.InvalidAPIVersion,
		MainCloseCode.InvalidIntents,
		MainCloseCode.DisallowedIntents,
	]),
	link: new Set(),
};

/** Says whether a session ends with a connection that `by` closed; `undefined` is a lost link. */
export function endsSession(by: CloseInitiator, code: number | undefined): boolean {
	return code !== undefined && ENDING_CODES[by].has(code);
}
