/** Options of a main gateway connection. */

import { IdentifyOptions, IdentifyProperties, Presence } from "../protocol/gateway/command";
import { GatewayLimits } from "../protocol/gateway/recovery";
import { GatewayEncoding } from "../protocol/gateway/url";
import { Logger } from "../runtime/Logger";
import { environmentIn, Misplacements, refuseMisplaced } from "../runtime/refuseMisplaced";
import { assertHeaders } from "../socket/handshake";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { GatewayDeadlines } from "./deadlines";
import { IdentifyAllowance } from "./IdentifyAllowance";
import { IdentifyTurns } from "./IdentifyQueue";

export interface WebsocketClient {
	/**
	 * Bot token: as text; as a relay's placeholder, such as `${secret:bot}`, so that only the relay knows it; or as a Roblox
	 * Secret, which works in headers, but not in messages. Never logged.
	 */
	readonly token: string | Secret;
	/** Replaces a Secret in Identify and Resume; a relay fills in the token. @default "${secret:bot}" */
	readonly placeholder?: string;
	/** Sum of intents, which select the events. */
	readonly intents: number;
	/** @default describes this package */
	readonly properties?: IdentifyProperties;
	/** ID of this shard, and number of shards. @default unsharded */
	readonly shard?: readonly [id: number, count: number];
	/** Initial status and activities of the bot. */
	readonly presence?: Presence;
	/** Number of members above which a guild lists only online members: 50 to 250. @default 50 */
	readonly largeThreshold?: number;
	/** ETF needs a socket that sends binary messages. @default "json" */
	readonly encoding?: GatewayEncoding;
	/**
	 * Headers of each handshake. Some servers refuse a client without User-Agent. A relay passes on those in its
	 * RELAY_ALLOW_HEADERS.
	 */
	readonly headers?: Readonly<Record<string, string>>;
	/** Replacements for the engine's sockets, clock and random numbers. */
	readonly environment?: Partial<SocketEnvironment>;
	/** @default a logger that prints warnings and errors */
	readonly logger?: Logger;
	/** Those that differ from the defaults. */
	readonly deadlines?: Partial<GatewayDeadlines>;
	/** Those that differ from the defaults. */
	readonly limits?: Partial<GatewayLimits>;
	/** Seconds after which an open session counts as stable, and earlier failures are forgotten. @default 10 */
	readonly stableAfter?: number;
	/** Maximum number of queued messages. @default 1000 */
	readonly bufferLimit?: number;
	/** Decides when a shard may identify. @default a queue for this connection, one Identify in 5.5 s */
	readonly identifyTurns?: IdentifyTurns;
	/** May be shared by successive connections of one shard. @default an allowance of `limits.identifies` */
	readonly identifyAllowance?: IdentifyAllowance;
}

/** @throws If an option is at the wrong level, or a header is not allowed in a handshake. */
export function assertClient(client: WebsocketClient): void {
	refuseMisplaced("a main gateway connection", client, MISPLACED);
	assertHeaders(client.headers);
}

/** Options that belong to another level, and where. */
const MISPLACED: Misplacements = {
	...environmentIn("environment"),
	voice: "joinVoiceChannel(manager, { guildId, channelId, voice })",
	maxAttempts: "limits: { maxAttempts }",
	maxRefusals: "limits: { maxRefusals }",
	identifies: "limits: { identifies }",
	backoff: "limits: { backoff }",
};

const PROPERTIES: IdentifyProperties = { os: "roblox", browser: "@rbxts/voice-gateway", device: "roblox" };
const DEFAULT_PLACEHOLDER = "${secret:bot}";

/** Returns the token for Identify and Resume. */
export function wireTokenOf({ token, placeholder }: WebsocketClient): string {
	return typeIs(token, "string") ? token : (placeholder ?? DEFAULT_PLACEHOLDER);
}

/** Returns the content of Identify for `client`. */
export function identifyOptionsOf(client: WebsocketClient): IdentifyOptions {
	const { intents, properties = PROPERTIES, shard, presence, largeThreshold } = client;
	return { token: wireTokenOf(client), intents, properties, shard, presence, largeThreshold };
}
