/**
 * Close codes of the main gateway that end the session.
 * Pure.
 * Source: Discord Docs, "Gateway Close Event Codes" and "Initiating a Disconnect".
 */

import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import type { CloseInitiator } from "../../events.ts";
import { endsSession as endsWith } from "../../session/endsSession.ts";

/** Whether the session ends with a connection that the server closed. Otherwise it stays resumable for a while. */
const ENDS_SESSION: Readonly<Record<GatewayCloseCode, boolean>> = {
	[GatewayCloseCode.UnknownError]: false,
	[GatewayCloseCode.UnknownOpcode]: false,
	[GatewayCloseCode.DecodeError]: false,
	[GatewayCloseCode.NotAuthenticated]: false,
	[GatewayCloseCode.AuthenticationFailed]: true,
	[GatewayCloseCode.AlreadyAuthenticated]: false,
	[GatewayCloseCode.InvalidSeq]: true,
	[GatewayCloseCode.RateLimited]: false,
	[GatewayCloseCode.SessionTimedOut]: true,
	[GatewayCloseCode.InvalidShard]: true,
	[GatewayCloseCode.ShardingRequired]: true,
	[GatewayCloseCode.InvalidAPIVersion]: true,
	[GatewayCloseCode.InvalidIntents]: true,
	[GatewayCloseCode.DisallowedIntents]: true,
};

/** Returns whether a session ends with a connection closed by `by`. `undefined` stands for a lost connection. */
export function endsSession(by: CloseInitiator, code: number | undefined): boolean {
	return endsWith(ENDS_SESSION, by, code);
}
