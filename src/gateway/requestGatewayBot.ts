/**
 * GET /gateway/bot: where a bot connects, with how many shards, and how many Identifies it has left.
 * Edge: HttpService.
 * Source: Discord Docs, "Get Gateway Bot".
 */

import { HttpService } from "@rbxts/services";
import { GatewayBot, isGatewayBot } from "../protocol/gateway/sessionStartLimit";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { decodeJson } from "../runtime/json";

/** Discord's own; Roblox lets no game server reach it directly, so there a relay or proxy stands in. */
export const DISCORD_API = "https://discord.com/api/v10";

const UNAUTHORIZED = 401;

/** Sends one HTTP request. Yields; throws if there is no answer. */
export type HttpRequest = (options: RequestAsyncRequest) => Pick<RequestAsyncResponse, "StatusCode" | "Body">;

const requestAsync: HttpRequest = (options) => HttpService.RequestAsync(options);

/**
 * Asks Discord. Yields.
 *
 * @param token Bot token; a Secret goes into the header as it is.
 * @param apiUrl Base of the API, such as `https://discord.com/api/v10`.
 * @param request Sends the request; for tests.
 * @throws WebsocketError `unauthorized` if the token is refused, else `unreachable`. Neither holds the token.
 */
export function requestGatewayBot(token: string | Secret, apiUrl = DISCORD_API, request = requestAsync): GatewayBot {
	const authorization = typeIs(token, "string") ? `Bot ${token}` : token.AddPrefix("Bot ");
	const [ok, response] = pcall(() =>
		request({ Url: `${apiUrl}/gateway/bot`, Method: "GET", Headers: { Authorization: authorization } }),
	);
	if (!ok) throw new WebsocketError("unreachable", `GET /gateway/bot had no answer: ${response}`);
	const { StatusCode: status, Body: body } = response;
	if (status === UNAUTHORIZED) {
		throw new WebsocketError("unauthorized", "GET /gateway/bot refused the bot token (status 401)");
	}
	const [isJson, bot] = pcall(() => decodeJson(body));
	if (isJson && isGatewayBot(bot)) return bot;
	throw new WebsocketError("unreachable", `GET /gateway/bot gave no gateway (status ${status})`);
}
