/** Converts the error of a GET /gateway/bot request to a WebsocketError. */

import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { RelayFault } from "../protocol/relay/RelayFault";

const UNAUTHORIZED = 401;

/** Any error that is neither a WebsocketError nor a RelayFault counts as no answer. */
export function gatewayBotFault(thrown: unknown): WebsocketError {
	if (thrown instanceof WebsocketError) return thrown;
	if (thrown instanceof RelayFault) return faultOfRelay(thrown);
	return new WebsocketError("unreachable", tostring(thrown));
}

function faultOfRelay(fault: RelayFault): WebsocketError {
	const { action, code, farStatus, retryAfter } = fault;
	const meaning = tostring(fault);
	if (code === "discord_rate_limited") return WebsocketError.rateLimited(retryAfter ?? 0);
	if (code === "unauthorized" || farStatus === UNAUTHORIZED) return new WebsocketError("unauthorized", meaning);
	const isRefused = action === "refused" || (farStatus !== undefined && farStatus < 500);
	return new WebsocketError(isRefused ? "noGateway" : "unreachable", meaning, { retryAfter });
}
