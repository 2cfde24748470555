/** What a manager of main gateway connections is made of. */

import { GatewayBot } from "../protocol/gateway/sessionStartLimit";
import { WebsocketClient } from "./WebsocketClient";

export interface WebsocketManagerClient extends Omit<WebsocketClient, "shard" | "identifyTurns"> {
	/** Number of shards. @default as many as Discord recommends */
	readonly shardCount?: number;
	/** Where the gateway is. @default where GET /gateway/bot says */
	readonly domain?: string;
	/** Base of Discord's API. @default "https://discord.com/api/v10" */
	readonly apiUrl?: string;
	/** Asks GET /gateway/bot. May yield; an error counts as no answer. @default over HttpService */
	readonly fetchGatewayBot?: () => GatewayBot;
}
