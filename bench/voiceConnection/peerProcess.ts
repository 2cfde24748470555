/**
 * The published `@discordjs/voice` in its own process, so that it does not share an event loop with the server.
 * It requires wss. This process replaces its TLS connections with plain ones, so that it uses the same port as our client and
 * has no TLS overhead. The library is otherwise unmodified.
 */

import net from "node:net";
import tls from "node:tls";
import { joinVoiceChannel, type DiscordGatewayAdapterLibraryMethods, type VoiceConnection } from "@discordjs/voice";
import type { FromPeer, ToPeer, VoicePair } from "./peerMessages.ts";

/** The library's own type of voice states, which it does not export. */
type VoiceState = Parameters<DiscordGatewayAdapterLibraryMethods["onVoiceStateUpdate"]>[0];

interface Client {
	readonly connection: VoiceConnection;
	readonly methods: DiscordGatewayAdapterLibraryMethods;
}

const clients = new Map<string, Client>();

tls.connect = net.connect as typeof tls.connect;

function join(guildId: string, channelId: string): void {
	let methods: DiscordGatewayAdapterLibraryMethods;
	const connection = joinVoiceChannel({
		guildId,
		channelId,
		daveEncryption: false,
		adapterCreator: (given) => {
			methods = given;
			return {
				sendPayload: ({ d }: { readonly d: { readonly channel_id: string | null } }) => {
					if (d.channel_id !== null) process.send!({ kind: "asks", guildId } satisfies FromPeer);
					return true;
				},
				destroy: () => {},
			};
		},
	});
	connection.on("error", () => {}); // a lost connection; the server measures the recovery
	clients.set(guildId, { connection, methods: methods! });
}

function answer({ guildId, channelId, userId, sessionId, token, endpoint }: VoicePair): void {
	const methods = clients.get(guildId)?.methods;
	methods?.onVoiceStateUpdate({
		guild_id: guildId,
		channel_id: channelId,
		user_id: userId,
		session_id: sessionId,
	} as VoiceState);
	methods?.onVoiceServerUpdate({ guild_id: guildId, token, endpoint });
}

function leave(guildId: string): void {
	clients.get(guildId)?.connection.destroy();
	clients.delete(guildId);
}

process.on("message", (message: ToPeer) => {
	if (message.kind === "join") join(message.guildId, message.channelId);
	else if (message.kind === "pair") answer(message);
	else leave(message.guildId);
});
process.on("disconnect", () => process.exit());
