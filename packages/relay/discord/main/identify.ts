/** What a cell tells Discord about itself. Pure. */

import "../../../shared/luau/globals.ts";
import { identifyPayload, type GatewayCommand } from "../../../../src/protocol/gateway/command.ts";

/** Bits of intents. Source: Discord Docs, "Gateway Intents". */
const GUILDS = 1 << 0;
const GUILD_VOICE_STATES = 1 << 7;

/** What rooms need: guilds and channels with their names, and who is in a voice channel. None of them is privileged. */
export const ROOM_INTENTS = GUILDS | GUILD_VOICE_STATES;

const PROGRAM = "voice-gateway-relay";

/** Identify (op 2). */
export function roomIdentify(token: string, shard: number, shards: number): GatewayCommand {
	return identifyPayload({
		token,
		intents: ROOM_INTENTS,
		properties: { os: process.platform, browser: PROGRAM, device: PROGRAM },
		shard: [shard, shards],
	});
}
