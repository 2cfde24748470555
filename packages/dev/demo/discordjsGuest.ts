/**
 * Another client in a channel: the published `@discordjs/voice`, as its users have it, with DAVE. It runs in a process of its
 * own: it insists on wss, and here its TLS connections are plain ones. Prints its privacy code after each change, as
 * `readPrivacyCode` reads it.
 *
 *     tsx packages/dev/demo/discordjsGuest.ts CREDENTIALS      as JSON, with the endpoint and the pitch of its voice
 *
 * A line of input is an order. `{"speak":700}` speaks a tone for so many milliseconds.
 * `{"endpoint":"host:port","token":"..."}` names another voice server to go to, a null endpoint none. The end of the input
 * ends the process.
 */

import net from "node:net";
import { createInterface } from "node:readline";
import tls from "node:tls";
import { joinVoiceChannel, VoiceConnectionStatus, type DiscordGatewayAdapterLibraryMethods } from "@discordjs/voice";
import { playPackets } from "../support/playTone.ts";
import { toneFrames } from "../support/tone.ts";
import type { GuestOrder, GuestSetting } from "./Guest.ts";

/** Type of voice states in the library's own words, which are not exported. */
type VoiceState = Parameters<DiscordGatewayAdapterLibraryMethods["onVoiceStateUpdate"]>[0];

/** Where the library keeps its MLS session; nothing else tells the epoch. */
interface Networked {
	readonly networking?: { readonly state: { readonly dave?: { readonly session?: { readonly epoch: bigint } } } };
}

/** Milliseconds between two looks at the code: the library tells of some changes only. */
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
// the process that started it is gone: the library would try to connect for ever
orders.on("close", () => process.exit());
connection.on("error", (error) => console.error(error.message));
// op 5 before the first packet: a server drops packets whose SSRC it does not know
connection.on(VoiceConnectionStatus.Ready, () => connection.setSpeaking(true));

let shown: string | null | undefined;
setInterval(() => {
	const { voicePrivacyCode: code } = connection;
	if (code === shown) return;
	shown = code;
	const epoch = (connection.state as Networked).networking?.state.dave?.session?.epoch;
	if (code) console.log(`epoch ${epoch}, privacy code ${code}`);
}, LOOK_INTERVAL);
