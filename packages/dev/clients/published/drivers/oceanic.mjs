/** Driver for oceanic.js with `@discordjs/voice`. Uses ETF if `erlpack` can be loaded. */

import { getVoiceConnection, joinVoiceChannel, VoiceConnectionStatus } from "@discordjs/voice";
import { Client } from "oceanic.js";
import { ALL_INTENTS, error, evaluate, event, onCommand, report, reportCrashes } from "./line.mjs";

/** @type {import("oceanic.js").Client} */
const client = evaluate({ Client, intents: ALL_INTENTS });

reportCrashes();
client.on("shardPreReady", () => report({ kind: "ready", userId: client.user.id }));
client.on("shardResume", () => report({ kind: "resumed" }));
client.on("ready", () => {
	for (const { id, channels, members } of client.guilds.values()) {
		report({ kind: "guild", id, channels: channels.size, members: members.size });
	}
});
client.on("error", (fault) => error(fault instanceof Error ? fault.message : fault));
client.on("shardDisconnect", (fault) => error(`disconnected: ${fault?.message ?? "-"}`));

client.on("messageCreate", ({ content }) => event("MESSAGE_CREATE", content));
client.on("messageUpdate", ({ content }) => event("MESSAGE_UPDATE", content));
client.on("messageDelete", ({ id }) => event("MESSAGE_DELETE", id));
client.on("guildMemberAdd", ({ user }) => event("GUILD_MEMBER_ADD", user.username));
client.on("guildMemberRemove", (member) =>
	event("GUILD_MEMBER_REMOVE", "user" in member ? member.user.username : member.username),
);
client.on("channelCreate", (channel) => event("CHANNEL_CREATE", "name" in channel ? channel.name : ""));
client.on("voiceStateUpdate", ({ id, voiceState }) => event("VOICE_STATE_UPDATE", `${id} in ${voiceState?.channelID}`));
client.on("typingStart", (...[, { id }]) => event("TYPING_START", id));
client.on("interactionCreate", (interaction) =>
	event("INTERACTION_CREATE", interaction.isCommandInteraction() ? interaction.data.name : String(interaction.type)),
);

onCommand((command) => {
	if (command.do === "join") {
		const { guildId, channelId } = command;
		const adapterCreator = client.guilds.get(guildId)?.voiceAdapterCreator;
		if (adapterCreator === undefined) return error(`no guild ${guildId}`);
		joinVoiceChannel({ guildId, channelId, adapterCreator })
			.on("error", ({ message }) => error(message))
			.on(VoiceConnectionStatus.Destroyed, () => report({ kind: "left", reason: "destroyed" }));
	} else {
		const [guildId = ""] = client.guilds.keys();
		const status = getVoiceConnection(guildId)?.state.status;
		report({ kind: "voice", isReady: status === VoiceConnectionStatus.Ready });
	}
});

client.connect().catch((fault) => report({ kind: "ended", reason: `${fault.message}: ${fault.cause}` }));
