/**
 * A guest in a channel: the published `@discordjs/voice` with DAVE. It has its own process because it requires wss, and this
 * process replaces TLS connections with plain ones. Prints its privacy code after each change, for `readPrivacyCode`.
 *
 *     tsx packages/dev/demo/discordjsGuest.ts SETTING      a `GuestSetting` as JSON
 *
 * Each line of input is a `GuestOrder`. `{"speak":700}` plays a tone for 700 ms. `{"endpoint":"host:port","token":"..."}` moves to
 * another voice server; a null endpoint means no server. The process exits when its input ends.
 */

import net from "node:net";
import { createInterface } from "node:readline";
import tls from "node:tls";
import { joinVoiceChannel, VoiceConnectionStatus, type DiscordGatewayAdapterLibraryMethods } from "@discordjs/voice";
import { playPackets } from "../support/playTone.ts";
import { toneFrames } from "../support/tone.ts";
import type { GuestOrder, GuestSetting } from "./Guest.ts";

/** The library's own type of voice states, which it does not export. */
type VoiceState = Parameters<DiscordGatewayAdapterLibraryMethods["onVoiceStateUpdate"]>[0];

/** Where the library keeps its MLS session, the only source of the epoch. */
interface Networked {
	readonly networking?: { readonly state: { readonly dave?: { readonly session?: { readonly epoch: bigint } } } };
}

/** Milliseconds between two checks of the code. The library reports only some of its changes. */
const LOOK_INTERVAL = 50;

tls.connect = net.connect as typeof tls.connect;

const { credentials, endpoint, pitch } = JSON.parse(process.argv[2] ?? "") as GuestSetting;
const { serverId, channelId, userId, sessionId, token } = credentials;
const state = { guild_id: serverId, channel_id: channelId, user_id: userId, session_id: sessionId } as VoiceState;

let library: DiscordGatewayAdapterLibraryMethods | undefined;
const connection = joinVoiceChannel({
	guildId: serverId,
	channelId,
	selfDeaf: false,
	daveEncryption: true,
	adapterCreator: (methods) => {
		library = methods;
		return {
			sendPayload: () => {
				setImmediate(() => {
					methods.onVoiceStateUpdate(state);
					methods.onVoiceServerUpdate({ guild_id: serverId, token, endpoint });
				});
				return true;
			},
			destroy: () => {},
		};
	},
});
const orders = createInterface(process.stdin);
orders.on("line", (line) => {
	const order = JSON.parse(line) as GuestOrder;
	if ("endpoint" in order) library?.onVoiceServerUpdate({ guild_id: serverId, ...order });
	else playPackets(connection, toneFrames(order.speak, pitch)).catch((error: Error) => console.error(error.message));
});
// the parent process has exited; without this the library would try to connect forever
orders.on("close", () => process.exit());
connection.on("error", (error) => console.error(error.message));
// op 5 before the first packet: a server drops packets with an unknown SSRC
connection.on(VoiceConnectionStatus.Ready, () => connection.setSpeaking(true));

let shown: string | null | undefined;
setInterval(() => {
	const { voicePrivacyCode: code } = connection;
	if (code === shown) return;
	shown = code;
	const epoch = (connection.state as Networked).networking?.state.dave?.session?.epoch;
	if (code) console.log(`epoch ${epoch}, privacy code ${code}`);
}, LOOK_INTERVAL);
