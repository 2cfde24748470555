import { gateway, joinVoiceChannel, Relay } from "../src";

/** The intents GUILDS and GUILD_VOICE_STATES. */
const INTENTS = 1 + 128;

/** From a bot in the relay's keeping to who speaks in a channel: main gateway, op 4, voice gateway. Yields. */
export function joinChannel(relay: Relay, guildId: string, channelId: string) {
	const manager = new gateway.WebsocketManager({
		token: "${secret:bot}", // the relay puts the bot token there; it never enters the experience
		intents: INTENTS,
		environment: { createSocket: relay.createSocket },
		fetchGatewayBot: () => relay.getGatewayBotAsync(),
	});
	manager.connect().expect(); // until every shard is ready

	const connection = joinVoiceChannel(manager, { guildId, channelId });
	connection.onSpeaking.Connect(({ userId, speaking }) => {
		const name = connection.roster.get(userId)?.name ?? userId;
		print(name, speaking ? "speaks" : "is silent");
	});
	connection.onMediaChanged.Connect((media) => {
		if (media.kind !== "live") print("who speaks is not known:", media.reason);
	});
	connection.onClosed.Connect(({ reason }) => print("over:", reason));
	return { manager, connection };
}
