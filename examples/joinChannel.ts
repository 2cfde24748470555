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

	const connection = joinVoiceChannel(manager, { guildId, channelId, selfMute: true, selfDeaf: true });
	connection.onRosterChanged.Connect((roster) => {
		for (const [userId, { speaking }] of roster) print(userId, speaking > 0 ? "speaks" : "is silent");
	});
	connection.onClosed.Connect(({ reason }) => print("over:", reason));
	return { manager, connection };
}
