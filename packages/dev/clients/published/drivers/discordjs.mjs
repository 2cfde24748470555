/** Driver for discord.js with `@discordjs/voice`. */

import { getVoiceConnection, joinVoiceChannel, VoiceConnectionStatus } from "@discordjs/voice";
import { Client, Events } from "discord.js";
import { ALL_INTENTS, error, evaluate, event, onCommand, report, reportCrashes, settings } from "./line.mjs";

/** @type {import("discord.js").Client} */
const client = evaluate({ Client, intents: ALL_INTENTS });

reportCrashes();
client.on(Events.ShardReady, () => report({ kind: "ready", userId: client.user?.id ?? "" }));
client.on(Events.ShardResume, () => report({ kind: "resumed" }));
client.on(Events.ClientReady, () => {
	for (const { id, channels, members } of client.guilds.cache.values()) {
		report({ kind: "guild", id, channels: channels.cache.size, members: members.cache.size });
	}
});
client.on(Events.Error, ({ message }) => error(message));
client.on(Events.ShardError, ({ message }) => error(message));
client.on(Events.ShardDisconnect, ({ code }) => report({ kind: "ended", reason: `shardDisconnect ${code}` }));
client.on(Events.Invalidated, () => report({ kind: "ended", reason: "invalidated" }));

client.on(Events.MessageCreate, ({ content }) => event("MESSAGE_CREATE", content));
client.on(Events.MessageUpdate, (_old, { content }) => event("MESSAGE_UPDATE", content));
client.on(Events.MessageDelete, ({ id }) => event("MESSAGE_DELETE", id));
client.on(Events.GuildMemberAdd, ({ user }) => event("GUILD_MEMBER_ADD", user.username));
client.on(Events.GuildMemberRemove, ({ user }) => event("GUILD_MEMBER_REMOVE", user.username));
client.on(Events.ChannelCreate, ({ name }) => event("CHANNEL_CREATE", name));
client.on(Events.VoiceStateUpdate, (_old, { id, channelId }) => event("VOICE_STATE_UPDATE", `${id} in ${channelId}`));
client.on(Events.TypingStart, ({ user }) => event("TYPING_START", user.id));
client.on(Events.InteractionCreate, (interaction) =>
	event(
		"INTERACTION_CREATE",
		interaction.isChatInputCommand() ? interaction.commandName : interaction.constructor.name,
	),
);

onCommand((command) => {
	if (command.do === "join") {
		const { guildId, channelId } = command;
		const adapterCreator = client.guilds.cache.get(guildId)?.voiceAdapterCreator;
		if (adapterCreator === undefined) return error(`no guild ${guildId}`);
		joinVoiceChannel({ guildId, channelId, adapterCreator })
			.on("error", ({ message }) => error(message))
			.on(VoiceConnectionStatus.Destroyed, () => report({ kind: "left", reason: "destroyed" }));
	} else {
		const [guildId = ""] = client.guilds.cache.keys();
		const status = getVoiceConnection(guildId)?.state.status;
		report({ kind: "voice", isReady: status === VoiceConnectionStatus.Ready });
	}
});

client.login(settings.token).catch((fault) => report({ kind: "ended", reason: fault.message }));
