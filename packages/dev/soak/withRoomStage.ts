/** The stage of the soak's parts about rooms: a gateway server with the demo's guild, and a relay process with its bot. */

import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { Cleanups } from "../demo/Cleanups.ts";
import { buildDemoGuild } from "../demo/guild.ts";
import { BotAccount } from "../rooms/BotAccount.ts";
import { RelayHost } from "../rooms/RelayHost.ts";

export interface RoomSoakStage {
	readonly server: GatewayServer;
	readonly account: BotAccount;
	readonly relay: RelayHost;
	readonly cleanups: Cleanups;
}

/** Plays on a stage, and takes it down. */
export async function withRoomStage<Result>(play: (stage: RoomSoakStage) => Promise<Result>): Promise<Result> {
	const cleanups = new Cleanups();
	try {
		const server = new GatewayServer({ guilds: [buildDemoGuild()] });
		const account = new BotAccount(server);
		await server.listen();
		cleanups.after(() => server.terminate());
		return await play({ server, account, relay: await RelayHost.start(cleanups, server), cleanups });
	} finally {
		await cleanups.run();
	}
}
