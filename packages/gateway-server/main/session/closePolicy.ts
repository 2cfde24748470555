/**
 * Close codes of the main gateway that end the session.
 * Pure.
 * Source: Discord Docs, "Gateway Close Event Codes" and "Initiating a Disconnect".
 */

import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { LEAVING_CODES } from "../../../shared/closeFrame.ts";
import type { CloseInitiator } from "../../events.ts";

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
	if (code === undefined) return false;
	switch (by) {
		case "client":
			return LEAVING_CODES.has(code);
		case "server":
			return ENDS_SESSION[code as GatewayCloseCode] ?? false;
		case "link":
			return false;
		default:
			return by satisfies never;
	}
}
