/** A gateway server with one guild, and a relay process with its bot, for tests of rooms. */

import type { TestContext } from "node:test";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { BOT, buildGuild, buildMember, IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { GatewayServerOptions } from "../../gateway-server/options.ts";
import { BotAccount } from "./BotAccount.ts";
import { RelayHost } from "./RelayHost.ts";

export interface RoomStage {
	readonly server: GatewayServer;
	readonly account: BotAccount;
	readonly relay: RelayHost;
}

/** The voice channels of the guild. */
export const CHANNELS = { main: IDS.voiceChannel, other: IDS.otherVoiceChannel } as const;

/** Starts both. They end with the test. */
export async function startRoomStage(
	context: TestContext,
	options: GatewayServerOptions = {},
	settings: Readonly<Record<string, string>> = {},
): Promise<RoomStage> {
	const server = new GatewayServer({
		guilds: [buildGuild({ members: [buildMember({ user: BOT }), buildMember()] })],
		...options,
	});
	const account = new BotAccount(server);
	await server.listen();
	context.after(() => server.terminate());
	return { server, account, relay: await RelayHost.start(context, server, settings) };
}
