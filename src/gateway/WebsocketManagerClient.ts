/** What a manager of main gateway connections is made of. */

import { WebsocketClient } from "./WebsocketClient";

export interface WebsocketManagerClient extends Omit<WebsocketClient, "shard" | "identifyTurns"> {
	/** Number of shards. @default as many as Discord recommends */
	readonly shardCount?: number;
	/** Where the gateway is. @default where GET /gateway/bot says */
	readonly domain?: string;
	/** Base of Discord's API. @default "https://discord.com/api/v10" */
	readonly apiUrl?: string;
	/**
	 * Asks GET /gateway/bot. May yield, or promise the answer; an error counts as no answer, and so does what is none.
	 * Through a relay it is `() => relay.getGatewayBotAsync()`. @default over HttpService, as `apiUrl` says
	 */
	readonly fetchGatewayBot?: () => unknown;
}
