/** What a manager of main gateway connections is made of. */

import { WebsocketClient } from "./WebsocketClient";

export interface WebsocketManagerClient extends Omit<WebsocketClient, "shard" | "identifyTurns" | "identifyAllowance"> {
	/** Number of shards. @default as many as Discord recommends */
	readonly shardCount?: number;
	/** Where the gateway is. @default where GET /gateway/bot says */
	readonly domain?: string;
	/** Base of Discord's API. @default "https://discord.com/api/v10" */
	readonly apiUrl?: string;
	/**
	 * Asks GET /gateway/bot. May yield, or promise the answer; an error that is neither a WebsocketError nor a relay's counts
	 * as no answer.
	 * Through a relay it is `() => relay.getGatewayBotAsync()`. @default over HttpService, as `apiUrl` says
	 */
	readonly fetchGatewayBot?: () => unknown;
	/**
	 * Seconds that `connect` waits where Discord limits GET /gateway/bot; asked to wait longer, it rejects with `rateLimited`.
	 *
	 * @default 60
	 */
	readonly maxRetryAfter?: number;
}
