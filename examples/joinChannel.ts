import { gateway, joinVoiceChannel, Relay } from "../src";

/** The intents GUILDS and GUILD_VOICE_STATES. */
const INTENTS = 1 + 128;

/** Joins a voice channel with a bot whose token only the relay knows, and prints who is speaking. Yields. */
export function joinChannel(relay: Relay, guildId: string, channelId: string) {
	const manager = new gateway.WebsocketManager({
		token: "${secret:bot}", // the relay inserts the bot token, which never enters the experience
		intents: INTENTS,
		environment: { createSocket: relay.createSocket },
		fetchGatewayBot: () => relay.getGatewayBotAsync(),
	});
	manager.connect().expect(); // yields until every shard is ready

	const connection = joinVoiceChannel(manager, { guildId, channelId });
	connection.onSpeaking.Connect(({ userId, speaking }) => {
		const name = connection.roster.get(userId)?.name ?? userId;
		print(name, speaking ? "is speaking" : "is silent");
	});
	connection.onMediaChanged.Connect((media) => {
		if (media.kind !== "live") print("cannot detect speech:", media.reason);
	});
	connection.onClosed.Connect(({ reason }) => print("closed:", reason));
	return { manager, connection };
}
