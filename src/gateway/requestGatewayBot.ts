/**
 * GET /gateway/bot: where a bot connects, with how many shards, and how many Identifies it has left.
 * Edge: HttpService.
 * Source: Discord Docs, "Get Gateway Bot".
 */

import { HttpService } from "@rbxts/services";
import { GatewayBot, readGatewayBot } from "../protocol/gateway/sessionStartLimit";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { retryAfterOf } from "../protocol/retryAfter";
import { decodeJson } from "../runtime/json";

/** Discord's own; Roblox lets no game server reach it directly, so there a relay or proxy stands in. */
export const DISCORD_API = "https://discord.com/api/v10";

const UNAUTHORIZED = 401;
const TOO_MANY_REQUESTS = 429;

/** From here on a status means that the server could not answer, and another time may. */
const SERVER_ERROR = 500;

/** What the engine says where this game may make no requests at all. */
const NOT_ENABLED = "Http requests are not enabled";

/** Sends one HTTP request. Yields; throws if there is no answer. */
export type HttpRequest = (
	options: RequestAsyncRequest,
) => Pick<RequestAsyncResponse, "StatusCode" | "Body"> & Partial<Pick<RequestAsyncResponse, "Headers">>;

const requestAsync: HttpRequest = (options) => HttpService.RequestAsync(options);

/**
 * Asks Discord. Yields.
 *
 * @param token Bot token; a Secret goes into the header as it is.
 * @param apiUrl Base of the API, such as `https://discord.com/api/v10`.
 * @param request Sends the request; for tests.
 * @throws WebsocketError `unauthorized` if the token is refused; `rateLimited` with the seconds if Discord says wait;
 * `unreachable` if there is no answer, or a status from 500 on; `noGateway` for any other answer, and where HTTP requests are
 * not enabled. None holds the token.
 */
export function requestGatewayBot(token: string | Secret, apiUrl = DISCORD_API, request = requestAsync): GatewayBot {
	const authorization = typeIs(token, "string") ? `Bot ${token}` : token.AddPrefix("Bot ");
	const [ok, response] = pcall(() =>
		request({ Url: `${apiUrl}/gateway/bot`, Method: "GET", Headers: { Authorization: authorization } }),
	);
	if (!ok) throw noAnswer(tostring(response));
	const [isJson, body] = pcall(() => decodeJson(response.Body));
	const bot = isJson && response.StatusCode < 300 ? readGatewayBot(body, false) : undefined;
	if (bot !== undefined) return bot;
	throw faultOf(response.StatusCode, response.Headers, isJson ? body : undefined);
}

function noAnswer(reason: string): WebsocketError {
	const isHopeless = reason.find(NOT_ENABLED, 1, true)[0] !== undefined;
	return new WebsocketError(isHopeless ? "noGateway" : "unreachable", `GET /gateway/bot had no answer: ${reason}`);
}

function faultOf(status: number, headers: unknown, body: unknown): WebsocketError {
	if (status === UNAUTHORIZED) {
		return new WebsocketError("unauthorized", "GET /gateway/bot refused the bot token (status 401)");
	}
	const retryAfter = retryAfterOf(headers, body);
	if (status === TOO_MANY_REQUESTS) return WebsocketError.rateLimited(retryAfter ?? 0);
	const kind = status >= SERVER_ERROR ? "unreachable" : "noGateway";
	return new WebsocketError(kind, `GET /gateway/bot gave no gateway (status ${status})`, { retryAfter });
}
