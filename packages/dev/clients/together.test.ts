/** Both gateways together: a bot on `@discordjs/ws` joins a channel with `@discordjs/voice`. */

import assert from "node:assert/strict";
import { it } from "node:test";
import {
	entersState,
	joinVoiceChannel,
	VoiceConnectionStatus,
	type DiscordGatewayAdapterLibraryMethods,
} from "@discordjs/voice";
import { WebSocketShardEvents } from "@discordjs/ws";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { startServer } from "../../gateway-server/support/fixtures.ts";
import { MainUser } from "./MainUser.ts";
import { nextEvent } from "./nextEvent.ts";
import { startSecureFront } from "../../gateway-server/support/secureFront.ts";

/** Milliseconds after which a missing state fails the test. */
const PATIENCE = 5000;

it("should take a bot from the main gateway into voice and to another channel", async (context) => {
	const { server } = await startServer(context);
	const endpoint = await startSecureFront(context, server.endpoint);
	const { manager } = await MainUser.connect(context, server, { url: `wss://${endpoint}` });
	let methods: DiscordGatewayAdapterLibraryMethods | undefined;
	manager.on(WebSocketShardEvents.Dispatch, ({ t, d }) => {
		if (t === "VOICE_STATE_UPDATE" && d.user_id === IDS.bot) methods?.onVoiceStateUpdate(d);
		if (t === "VOICE_SERVER_UPDATE") methods?.onVoiceServerUpdate(d);
	});
	const connection = joinVoiceChannel({
		guildId: IDS.guild,
		channelId: IDS.voiceChannel,
		daveEncryption: false,
		adapterCreator: (given) => {
			methods = given;
			return {
				sendPayload: (payload: Parameters<typeof manager.send>[1]) => {
					void manager.send(0, payload);
					return true;
				},
				destroy: () => {},
			};
		},
	});
	context.after(() => connection.destroy(false));
	connection.on("error", () => {}); // the state shows it
	await entersState(connection, VoiceConnectionStatus.Ready, PATIENCE);

	const identified = nextEvent(server, "identified");
	connection.rejoin({ channelId: IDS.otherVoiceChannel, selfDeaf: true, selfMute: false });
	const { sessionId } = await identified;
	await entersState(connection, VoiceConnectionStatus.Ready, PATIENCE);
	assert.equal(server.stats(sessionId).connected, true);
});
