/**
 * GET /gateway/bot: URL of the gateway, number of shards, and session start limit.
 * Edge: HttpService.
 * Source: Discord Docs, "Get Gateway Bot".
 */

import { HttpService } from "@rbxts/services";
import { GatewayBot, readGatewayBot } from "../protocol/gateway/sessionStartLimit";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { retryAfterOf } from "../protocol/retryAfter";
import { decodeJson } from "../runtime/json";

/** Discord's API. Roblox blocks it for game servers, which need a relay or proxy. */
export const DISCORD_API = "https://discord.com/api/v10";

const UNAUTHORIZED = 401;
const TOO_MANY_REQUESTS = 429;

/** A status from here on means that the server failed, and another request may succeed. */
const SERVER_ERROR = 500;

/** The engine's text when this game may not make requests. */
const NOT_ENABLED = "Http requests are not enabled";

/** Sends one HTTP request. Yields. Throws if there is no answer. */
export type HttpRequest = (
	options: RequestAsyncRequest,
) => Pick<RequestAsyncResponse, "StatusCode" | "Body"> & Partial<Pick<RequestAsyncResponse, "Headers">>;

const requestAsync: HttpRequest = (options) => HttpService.RequestAsync(options);

/**
 * Asks Discord. Yields.
 *
 * @param token Bot token. A Secret is put into the header unread.
 * @param apiUrl Base URL of the API, such as `https://discord.com/api/v10`.
 * @param request Sends the request; for tests.
 * @throws WebsocketError `unauthorized` if the token is rejected; `rateLimited` with the seconds to wait; `unreachable` without
 * an answer, or for a status from 500 on; `noGateway` for any other answer, and if HTTP requests are not enabled. No error
 * contains the token.
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
	return new WebsocketError(isHopeless ? "noGateway" : "unreachable", `GET /gateway/bot was not answered: ${reason}`);
}

function faultOf(status: number, headers: unknown, body: unknown): WebsocketError {
	if (status === UNAUTHORIZED) {
		return new WebsocketError("unauthorized", "GET /gateway/bot rejected the bot token (status 401)");
	}
	const retryAfter = retryAfterOf(headers, body);
	if (status === TOO_MANY_REQUESTS) return WebsocketError.rateLimited(retryAfter ?? 0);
	const kind = status >= SERVER_ERROR ? "unreachable" : "noGateway";
	return new WebsocketError(kind, `GET /gateway/bot returned no gateway (status ${status})`, { retryAfter });
}
