/** Driver for eris. */

import https from "node:https";
import { Client, CommandInteraction } from "eris";
import { ALL_INTENTS, error, evaluate, event, onCommand, report, reportCrashes } from "./line.mjs";

/** @type {import("eris").Client} */
const client = evaluate({ Client, https, intents: ALL_INTENTS });
/** @type {import("eris").VoiceConnection | undefined} */
let voice;

reportCrashes();
client.on("shardPreReady", () => report({ kind: "ready", userId: client.user.id }));
client.on("shardResume", () => report({ kind: "resumed" }));
client.on("ready", () => {
	for (const { id, channels, members } of client.guilds.values()) {
		report({ kind: "guild", id, channels: channels.size, members: members.size });
	}
});
client.on("error", (fault) => error(fault?.message ?? String(fault)));
client.on("shardDisconnect", (fault) => error(`disconnected: ${fault?.message ?? "-"}`));

client.on("messageCreate", ({ content }) => event("MESSAGE_CREATE", content));
client.on("messageUpdate", ({ content }) => event("MESSAGE_UPDATE", content));
client.on("messageDelete", ({ id }) => event("MESSAGE_DELETE", id));
client.on("guildMemberAdd", (_guild, { user }) => event("GUILD_MEMBER_ADD", user.username));
client.on("guildMemberRemove", (_guild, { user }) => event("GUILD_MEMBER_REMOVE", user.username));
client.on("channelCreate", ({ name }) => event("CHANNEL_CREATE", name));
client.on("voiceChannelSwitch", ({ id }, channel) => event("VOICE_STATE_UPDATE", `${id} in ${channel.id}`));
client.on("typingStart", (_channel, user) => event("TYPING_START", user.id));
client.on("interactionCreate", (interaction) =>
	event("INTERACTION_CREATE", interaction instanceof CommandInteraction ? interaction.data.name : ""),
);

onCommand((command) => {
	if (command.do === "voice") return report({ kind: "voice", isReady: voice?.ready === true });
	client.joinVoiceChannel(command.channelId).then(
		(connection) => {
			voice = connection;
			voice.on("error", (fault) => error(`voice: ${fault.message}`));
			voice.on("disconnect", (fault) => report({ kind: "left", reason: fault?.message ?? "disconnect" }));
		},
		(fault) => error(`voice: ${fault.message}`),
	);
});

void client.connect();
