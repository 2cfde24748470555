/** What a main gateway connection is made of: whose it is, and what it stands on. */

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
	 * Bot token: as text; as a relay's placeholder, such as `${secret:bot}`, so that the relay alone holds it; or as a
	 * Roblox Secret, which headers take and messages do not. Never logged.
	 */
	readonly token: string | Secret;
	/** What Identify and Resume hold in place of a Secret: a relay puts the token there. @default "${secret:bot}" */
	readonly placeholder?: string;
	/** Sum of intents: which events are sent. */
	readonly intents: number;
	/** @default this package */
	readonly properties?: IdentifyProperties;
	/** Id of this shard, and number of all. @default unsharded */
	readonly shard?: readonly [id: number, count: number];
	/** What the bot is seen to do from the start. */
	readonly presence?: Presence;
	/** Members from which on a guild shows only those that are online: 50 to 250. @default 50 */
	readonly largeThreshold?: number;
	/** ETF needs a socket that sends binary. @default "json" */
	readonly encoding?: GatewayEncoding;
	/**
	 * Sent with the handshake of each socket: some servers refuse a client without User-Agent. A relay passes on those of its
	 * RELAY_ALLOW_HEADERS.
	 */
	readonly headers?: Readonly<Record<string, string>>;
	/** What sockets stand on, where it is not the engine's own. */
	readonly environment?: Partial<SocketEnvironment>;
	/** @default a logger that prints warnings and errors */
	readonly logger?: Logger;
	/** Those that differ from the defaults. */
	readonly deadlines?: Partial<GatewayDeadlines>;
	/** Those that differ from the defaults. */
	readonly limits?: Partial<GatewayLimits>;
	/** Seconds that a session stays ready before it counts as stable, and failures are forgotten. @default 10 */
	readonly stableAfter?: number;
	/** Messages that wait to be sent at most. @default 1000 */
	readonly bufferLimit?: number;
	/** Who says when a shard may identify. @default a queue of its own, one Identify in 5.5 s */
	readonly identifyTurns?: IdentifyTurns;
	/** Shared by connections of one shard that follow each other. @default one of its own, as `limits.identifies` says */
	readonly identifyAllowance?: IdentifyAllowance;
}

/** @throws If an option is at the wrong level, or a header cannot stand in a handshake. */
export function assertClient(client: WebsocketClient): void {
	refuseMisplaced("a main gateway connection", client, MISPLACED);
	assertHeaders(client.headers);
}

/** Options of others, and where they belong. */
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

/** What Identify and Resume hold as token. */
export function wireTokenOf({ token, placeholder }: WebsocketClient): string {
	return typeIs(token, "string") ? token : (placeholder ?? DEFAULT_PLACEHOLDER);
}

/** What Identify says of `client`. */
export function identifyOptionsOf(client: WebsocketClient): IdentifyOptions {
	const { intents, properties = PROPERTIES, shard, presence, largeThreshold } = client;
	return { token: wireTokenOf(client), intents, properties, shard, presence, largeThreshold };
}
