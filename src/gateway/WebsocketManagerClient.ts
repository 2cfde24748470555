/** Options of a manager of main gateway connections. */

import { WebsocketClient } from "./WebsocketClient";

export interface WebsocketManagerClient extends Omit<WebsocketClient, "shard" | "identifyTurns" | "identifyAllowance"> {
	/** Number of shards. @default the number that Discord recommends */
	readonly shardCount?: number;
	/** URL or host of the gateway. @default the URL in GET /gateway/bot */
	readonly domain?: string;
	/** Base URL of Discord's API. @default "https://discord.com/api/v10" */
	readonly apiUrl?: string;
	/**
	 * Requests GET /gateway/bot, and returns the answer or a promise of it. May yield. Any error other than a WebsocketError or
	 * a relay's counts as no answer.
	 * Through a relay, use `() => relay.getGatewayBotAsync()`. @default a request over HttpService to `apiUrl`
	 */
	readonly fetchGatewayBot?: () => unknown;
	/**
	 * Maximum time that `connect` waits for a rate limit of GET /gateway/bot, in seconds. For a longer one it rejects with
	 * `rateLimited`.
	 *
	 * @default 60
	 */
	readonly maxRetryAfter?: number;
}
