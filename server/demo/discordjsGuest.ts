/**
 * Another in the channel of the demo: the published `@discordjs/voice`, as its users have it, with DAVE. In a process of its
 * own: it insists on wss, and here its TLS connections are plain ones. Prints its privacy code after each change, as
 * `readPrivacyCode` reads it.
 *
 *     tsx server/demo/discordjsGuest.ts CREDENTIALS      as JSON, with the endpoint
 *
 * A line of input is another voice server to go to: `{"endpoint":"host:port","token":"..."}`; a null endpoint, for none.
 * The end of the input ends it.
 */

import net from "node:net";
import { createInterface } from "node:readline";
import tls from "node:tls";
import { joinVoiceChannel, type DiscordGatewayAdapterLibraryMethods } from "@discordjs/voice";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";

/** Type of voice states in the library's own words, which are not exported. */
type VoiceState = Parameters<DiscordGatewayAdapterLibraryMethods["onVoiceStateUpdate"]>[0];

/** Where the library keeps its MLS session; nothing else tells the epoch. */
interface Networked {
	readonly networking?: { readonly state: { readonly dave?: { readonly session?: { readonly epoch: bigint } } } };
}

/** Milliseconds between two looks at the code: the library tells of some changes only. */
const LOOK_INTERVAL = 50;

tls.connect = net.connect as typeof tls.connect;

const credentials = JSON.parse(process.argv[2] ?? "") as VoiceCredentials & { readonly endpoint: string };
const { serverId, channelId, userId, sessionId, token, endpoint } = credentials;
const state = { guild_id: serverId, channel_id: channelId, user_id: userId, session_id: sessionId } as VoiceState;

let library: DiscordGatewayAdapterLibraryMethods | undefined;
const connection = joinVoiceChannel({
	guildId: serverId,
	channelId,
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
	const server = JSON.parse(line) as { readonly endpoint: string | null; readonly token: string };
	library?.onVoiceServerUpdate({ guild_id: serverId, ...server });
});
// whoever started it is gone: the library would try to connect without end
orders.on("close", () => process.exit());
connection.on("error", (error) => console.error(error.message));

let shown: string | null | undefined;
setInterval(() => {
	const { voicePrivacyCode: code } = connection;
	if (code === shown) return;
	shown = code;
	const epoch = (connection.state as Networked).networking?.state.dave?.session?.epoch;
	if (code) console.log(`epoch ${epoch}, privacy code ${code}`);
}, LOOK_INTERVAL);
