import { Relay } from "../src";

/** Prints how many people are in each voice channel of a guild, whenever that changes. */
export function watchGuild(relay: Relay, guildId: string) {
	const guild = relay.watchGuildVoice(guildId);
	guild.onRosterChanged.Connect((channelId, roster) => {
		print(guild.channels.get(channelId)?.name ?? channelId, roster.size());
	});
	guild.onClosed.Connect(({ reason }) => print("closed:", reason));
	return guild;
}
