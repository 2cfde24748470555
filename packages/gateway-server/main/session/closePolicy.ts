/**
 * What a close of the main gateway means for the session on it.
 * Pure.
 * Source: Discord Docs, "Gateway Close Event Codes" and "Initiating a Disconnect".
 */

import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { LEAVING_CODES } from "../../../shared/closeFrame.ts";
import type { CloseInitiator } from "../../events.ts";

/** After these there is nothing left to resume; any other close, or a lost link, keeps the session for a while. */
const ENDING_CODES: Readonly<Record<CloseInitiator, ReadonlySet<number>>> = {
	client: LEAVING_CODES,
	server: new Set<number>([
		GatewayCloseCode.AuthenticationFailed,
		GatewayCloseCode.InvalidSeq,
		GatewayCloseCode.SessionTimedOut,
		GatewayCloseCode.InvalidShard,
		GatewayCloseCode.ShardingRequired,
		GatewayCloseCode.InvalidAPIVersion,
		GatewayCloseCode.InvalidIntents,
		GatewayCloseCode.DisallowedIntents,
	]),
	link: new Set(),
};

/** Says whether a session ends with a connection that `by` closed; `undefined` is a lost link. */
export function endsSession(by: CloseInitiator, code: number | undefined): boolean {
	return code !== undefined && ENDING_CODES[by].has(code);
}
