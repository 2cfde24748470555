/** Libraries for the JVM, .NET, Go, Rust, C, C++ and the BEAM. */

import {
	GAME,
	GUILD,
	heartbeat,
	identify,
	members,
	NUMERIC_VOICE_STATE,
	presence,
	resume,
	TEXT_VOICE_STATE,
	TOKEN,
	USER,
	CHANNEL,
	type LibraryPayloads,
} from "./form.ts";

export const COMPILED: ReadonlyArray<LibraryPayloads> = [
	{
		name: "JDA",
		source: "discord-jda/JDA@5410b27 internal/requests/WebSocketClient.java, WebSocketSendingThread.java",
		query: "?v=10&encoding=json&compress=zlib-stream",
		identify: identify(
			`"presence":{"afk":false,"since":1700000000000,"activities":[],"status":"online"},"token":"${TOKEN}",` +
				`"properties":{"os":"Linux","browser":"JDA","device":"JDA"},"large_threshold":250,"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"afk":false,"since":1700000000000,"activities":[${GAME}],"status":"online"`),
		voiceState: NUMERIC_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","presences":false,"user_ids":[${USER}],"nonce":"1"`),
		resume: resume(),
	},
	{
		name: "Discord.Net",
		source: "discord-net/Discord.Net@8b92969 DiscordSocketApiClient.cs, API/Gateway",
		query: "?v=10&encoding=json&compress=zlib-stream",
		identify: identify(
			`"token":"${TOKEN}","properties":{"$device":"Discord.Net","$os":"Unix","$browser":"Discord.Net"},` +
				`"large_threshold":100,"presence":{"status":"online","since":null,"afk":false,"activities":[null]},` +
				`"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"status":"idle","since":null,"afk":false,"activities":[null]`),
		voiceState: `{"op":4,"d":{"self_mute":false,"self_deaf":false,"guild_id":${GUILD},"channel_id":${CHANNEL}}}`,
		members: members(`"query":"","limit":0,"guild_id":[${GUILD}]`),
		resume: resume(),
	},
	{
		name: "DSharpPlus",
		source: "DSharpPlus/DSharpPlus@29fab19 Net/Gateway/GatewayClient.cs, Net/Abstractions/Gateway",
		query: "/?v=10&encoding=json&compress=zstd-stream",
		identify:
			`{"op":2,"d":{"token":"${TOKEN}","properties":{"os":"linux","browser":"DSharpPlus 5.0.0.0",` +
			`"device":"DSharpPlus 5.0.0.0"},"large_threshold":250,"shard":[0,1],` +
			`"presence":{"since":null,"afk":false,"status":"online","game":${GAME}},"intents":53575421},"s":null,"t":null}`,
		heartbeat: `{"op":1,"d":0,"s":null,"t":null}`,
		presence: presence(`"since":null,"afk":false,"status":"online"`),
		voiceState: NUMERIC_VOICE_STATE,
		members: members(`"guild_id":${GUILD},"query":"","limit":0,"presences":true,"nonce":"a1"`),
		resume: resume(),
	},
	{
		name: "Discord4J",
		source: "Discord4J/Discord4J@b902be2 gateway/DefaultGatewayClient.java",
		query: "?compress=zlib-stream&encoding=json&v=10",
		identify: identify(
			`"token":"${TOKEN}","intents":53575421,"properties":{"os":"Linux","browser":"Discord4J","device":"Discord4J"},` +
				`"compress":false,"large_threshold":250,"shard":[0,1]`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"since":null,"activities":null,"status":"online","afk":false`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","user_ids":["${USER}"],"nonce":"a1"`),
		resume: resume(),
	},
	{
		name: "Javacord",
		source: "Javacord/Javacord@4d6c822 core/util/gateway/DiscordWebSocketAdapter.java",
		query: "?encoding=json&v=10",
		identify: identify(
			`"token":"Bot ${TOKEN}","compress":true,"large_threshold":250,` +
				`"properties":{"os":"Linux","browser":"Javacord","device":"Javacord"},"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"status":"online","afk":false,"since":null,"game":{"name":null,"type":0}`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"query":"","limit":0,"guild_id":"${GUILD}"`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "discordgo",
		source: "bwmarrin/discordgo@f43dd94 wsapi.go, structs.go",
		query: "/?v=9&encoding=json",
		identify: identify(
			`"token":"Bot ${TOKEN}","properties":{"$os":"linux","$browser":"DiscordGo v0.29.0","$device":"","$referer":"",` +
				`"$referring_domain":""},"compress":true,"large_threshold":250,"presence":{"since":0,` +
				`"game":{"name":"","type":0,"created_at":-62135596800000},"status":"","afk":false},"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"since":null,"activities":null,"afk":false,"status":"online"`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":["${GUILD}"],"query":"x","limit":0,"presences":false`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "arikawa",
		source: "diamondburned/arikawa@529272a gateway/identify.go, gateway/events.go",
		query: "?encoding=json&v=9",
		identify: identify(
			`"token":"Bot ${TOKEN}","properties":{"os":"linux","browser":"Arikawa","device":"Arikawa"},"compress":true,` +
				`"large_threshold":50,"shard":[0,1],` +
				`"presence":{"since":0,"activities":null,"status":"online","afk":false},"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"since":0,"activities":[${GAME}],"status":"dnd","afk":false`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":["${GUILD}"],"user_ids":["${USER}"],"presences":false`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "disgo",
		source: "disgoorg/disgo@dcfcfad gateway/gateway.go, gateway/gateway_messages.go",
		query: "?compress=zstd-stream&encoding=json&v=10",
		identify: identify(
			`"token":"${TOKEN}","properties":{"os":"linux","browser":"disgo","device":"disgo"},"large_threshold":50,` +
				`"shard":[0,1],"intents":53575421,"presence":{"since":null,"activities":null,"status":"online","afk":false}`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"since":null,"activities":[${GAME}],"status":"online","afk":false`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","user_ids":["${USER}"],"nonce":"a1"`),
		resume: resume(),
	},
	{
		name: "serenity",
		source: "serenity-rs/serenity@f1253f9 src/gateway/ws.rs",
		query: "?v=10",
		identify: identify(
			`"compress":true,"token":"Bot ${TOKEN}","large_threshold":250,"shard":[0,1],"intents":53575421,` +
				`"properties":{"browser":"serenity","device":"serenity","os":"linux"},"presence":{"afk":false,` +
				`"status":"online","since":{"secs_since_epoch":1700000000,"nanos_since_epoch":5},"activities":[]}`,
		),
		heartbeat: heartbeat(),
		presence: presence(
			`"afk":false,"status":"online","since":{"secs_since_epoch":1700000000,"nanos_since_epoch":5},"activities":[${GAME}]`,
		),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","limit":0,"presences":false,"user_ids":["${USER}"],"nonce":""`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "twilight",
		source: "twilight-rs/twilight@913310e twilight-gateway/src/shard.rs, twilight-model/src/gateway/payload",
		query: "/?v=10&encoding=json&compress=zstd-stream",
		identify: identify(
			`"compress":false,"intents":53575421,"large_threshold":50,"presence":null,` +
				`"properties":{"browser":"twilight.rs","device":"twilight.rs","os":"linux"},"shard":[0,1],"token":"Bot ${TOKEN}"`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"activities":[${GAME}],"afk":false,"since":null,"status":"online"`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","limit":null,"query":"x"`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "concord",
		source: "Cogmasters/concord@fb0f834 gencodecs/api/gateway.PRE.h, src/discord-gateway.c",
		query: "/?v=10&encoding=json",
		identify: identify(
			`"token":"${TOKEN}","properties":{"os":"POSIX","browser":"concord","device":"concord"},"compress":false,` +
				`"large_threshold":0,"presence":{"status":"online","since":1700000000000,"afk":false},"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"status":"online","since":1700000000000,"afk":false`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","query":null,"limit":0,"presences":false,"user_ids":["${USER}"]`),
		resume: resume(),
	},
	{
		name: "D++",
		source: "brainboxdotcc/DPP@e5eeb46 src/dpp/discordclient.cpp, src/dpp/presence.cpp",
		query: "/?v=10&encoding=json&compress=zlib-stream",
		identify: identify(
			`"compress":false,"intents":53575421,"large_threshold":250,"properties":{"browser":"D++","device":"D++",` +
				`"os":"Linux"},"shard":[0,1],"token":"${TOKEN}"`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"afk":false,"since":null,"status":"online"`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","limit":0,"query":""`),
		resume: resume(),
	},
	{
		name: "nostrum",
		source: "Kraigie/nostrum@e63a62f lib/nostrum/shard/payload.ex",
		query: "/?encoding=etf&v=10&compress=zlib-stream",
		identify: identify(
			`"token":"${TOKEN}","properties":{"os":"unix linux","browser":"Nostrum","device":"Nostrum"},"compress":false,` +
				`"large_threshold":250,"shard":[0,1],"intents":53575421`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"since":0,"afk":false,"status":"online","activities":[${GAME}]`),
		voiceState: NUMERIC_VOICE_STATE,
		members: members(`"guild_id":${GUILD},"query":"","limit":0`),
		resume: resume(),
	},
];
