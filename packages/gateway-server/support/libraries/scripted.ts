/** Libraries for JavaScript, Python, Ruby, PHP and Lua. */

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
	voiceState,
	CHANNEL,
	type LibraryPayloads,
} from "./form.ts";

const PYTHON_MEMBERS = members(`"guild_id":${GUILD},"presences":false,"limit":1,"nonce":"a1","user_ids":[${USER}]`);

/** discord.py and its forks. */
function pythonPayloads(name: string, source: string, compress: string, more = ""): LibraryPayloads {
	return {
		name,
		source: `${source}/gateway.py`,
		query: `/?v=10&encoding=json&compress=${compress}`,
		identify: identify(
			`"token":"${TOKEN}","properties":{"os":"linux","browser":"${name}","device":"${name}"},"compress":true,` +
				`"large_threshold":250${more},"shard":[0,1],` +
				`"presence":{"status":null,"game":${GAME},"since":0,"afk":false},"intents":53575421`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"activities":[${GAME}],"afk":false,"since":0.0,"status":null`),
		voiceState: NUMERIC_VOICE_STATE,
		members: PYTHON_MEMBERS,
		resume: resume(),
	};
}

export const SCRIPTED: ReadonlyArray<LibraryPayloads> = [
	{
		name: "discord.js",
		source: "@discordjs/ws 2.0.4 dist/index.js; @discordjs/voice 0.19.2",
		query: "/?v=10&encoding=json",
		identify: identify(
			`"token":"${TOKEN}","properties":{"browser":"@discordjs/ws 2.0.4","device":"@discordjs/ws 2.0.4","os":"linux"},` +
				`"intents":129,"compress":false,"shard":[0,1],` +
				`"presence":{"activities":[],"afk":false,"since":null,"status":"online"}`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"activities":[${GAME}],"afk":false,"since":null,"status":"online"`),
		voiceState: voiceState(`"${GUILD}"`, `"${CHANNEL}"`, `,"self_deaf":true,"self_mute":false`),
		members: members(
			`"guild_id":"${GUILD}","presences":false,"user_ids":["${USER}"],"nonce":"11098765432109876","limit":1`,
		),
		resume: resume(),
	},
	{
		name: "oceanic.js",
		source: "oceanic.js 1.15.0 dist/lib/gateway/Shard.js",
		query: "?v=10&encoding=json&compress=zstd-stream",
		identify: identify(
			`"token":"Bot ${TOKEN}","properties":{"browser":"Oceanic","device":"Oceanic","os":"linux"},` +
				`"compress":"zstd-stream","large_threshold":250,"shard":[0,1],` +
				`"presence":{"activities":[],"afk":false,"status":"online"},"intents":129`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"activities":[],"afk":false,"since":null,"status":"idle"`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","limit":0,"user_ids":["${USER}"],"nonce":"a1","presences":false`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "eris",
		source: "eris 0.18.0 lib/gateway/Shard.js",
		query: "?v=10&encoding=json",
		identify: identify(
			`"token":"Bot ${TOKEN}","v":10,"compress":false,"large_threshold":250,"intents":53575421,` +
				`"properties":{"os":"linux","browser":"Eris","device":"Eris"},` +
				`"presence":{"status":"dnd","activities":[${GAME}]}`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"activities":null,"afk":false,"since":null,"status":"online"`),
		voiceState: TEXT_VOICE_STATE,
		members: members(
			`"guild_id":["${GUILD}"],"limit":0,"user_ids":["${USER}"],"nonce":"17000000000000.8k2j4h5g6f7d8s9a0"`,
		),
		resume: resume(`Bot ${TOKEN}`),
	},
	pythonPayloads("discord.py", "Rapptz/discord.py@1add8a0 discord", "zstd-stream"),
	pythonPayloads("nextcord", "nextcord/nextcord@d5c1fed nextcord", "zlib-stream"),
	pythonPayloads("pycord", "Pycord-Development/pycord@e53d4bd discord", "zlib-stream", `,"capabilities":0`),
	{
		name: "disnake",
		source: "DisnakeDev/disnake@3bad63c disnake/gateway.py",
		query: "/?v=10&encoding=json&compress=zstd-stream",
		identify: identify(
			`"token":"${TOKEN}","properties":{"os":"linux","browser":"disnake","device":"disnake"},"large_threshold":250,` +
				`"intents":53575421,"presence":{"status":"online","activities":[],"since":0,"afk":false}`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"status":"online","activities":[${GAME}],"since":0,"afk":false`),
		voiceState: NUMERIC_VOICE_STATE,
		members: PYTHON_MEMBERS,
		resume: resume(),
	},
	{
		name: "hikari",
		source: "hikari-py/hikari@0ac3385 hikari/impl/shard.py",
		query: "/?v=10&encoding=json&compress=zstd-stream",
		identify: identify(
			`"token":"${TOKEN}","compress":false,"large_threshold":250,` +
				`"properties":{"os":"Linux 64bit","browser":"hikari (2.5.0, aiohttp 3.12.0)","device":"hikari 2.5.0"},` +
				`"shard":[0,1],"intents":53575421,"capabilities":0,` +
				`"presence":{"since":null,"afk":false,"game":null,"status":"online"}`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"since":null,"afk":false,"game":${GAME},"status":"invisible"`),
		voiceState: voiceState(`"${GUILD}"`, `"${CHANNEL}"`, ""),
		members: members(`"guild_id":"${GUILD}","query":"","limit":0,"user_ids":["${USER}"],"nonce":"a1"`),
		resume: resume(),
	},
	{
		name: "interactions.py",
		source: "interactions-py/interactions.py@83fef88 interactions/api/gateway/gateway.py",
		query: "?encoding=json&v=10&compress=zlib-stream",
		identify:
			`{"op":2,"d":{"token":"${TOKEN}","intents":53575421,"shard":[0,1],"large_threshold":250,` +
			`"properties":{"os":"linux","browser":"interactions","device":"interactions"},` +
			`"presence":{"status":"online","activities":[]}},"compress":true}`,
		heartbeat: heartbeat(),
		presence: presence(`"since":1700000000000,"activities":[],"status":"online","afk":false`),
		voiceState: NUMERIC_VOICE_STATE,
		members: members(`"guild_id":${GUILD},"presences":false,"limit":100,"query":"x"`),
		resume: resume(),
	},
	{
		name: "discordeno",
		source: "discordeno/discordeno@9b5939a packages/gateway/src/Shard.ts",
		query: "/?v=10&encoding=json",
		identify: identify(
			`"token":"Bot ${TOKEN}","compress":false,` +
				`"properties":{"os":"linux","browser":"Discordeno","device":"Discordeno"},"intents":129,"shard":[0,1]`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"since":null,"afk":false,"activities":[],"status":"online"`),
		voiceState: TEXT_VOICE_STATE,
		members: members(
			`"guild_id":"${GUILD}","query":"","limit":0,"presences":false,"user_ids":["${USER}"],"nonce":"a1"`,
		),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "discordrb",
		source: "shardlab/discordrb@05cd95d lib/discordrb/gateway.rb",
		query: "?encoding=json&v=9&compress=zlib-stream",
		identify: identify(
			`"token":"Bot ${TOKEN}","properties":{"os":"x86_64-linux","browser":"discordrb","device":"discordrb"},` +
				`"compress":false,"large_threshold":100,"intents":53575421`,
		),
		heartbeat: heartbeat("0"),
		presence: presence(`"status":"online","since":0,"game":null,"afk":false`),
		voiceState: NUMERIC_VOICE_STATE,
		members: members(`"guild_id":${GUILD},"query":"","limit":0`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "DiscordPHP",
		source: "discord-php/DiscordPHP@5575382 src/Discord/Discord.php",
		query: "/?v=10&encoding=json",
		identify: identify(
			`"token":"${TOKEN}","properties":{"os":"Linux","browser":"DiscordBot (x, 10)","device":"DiscordBot (x, 10)",` +
				`"referrer":"https://github.com/x","referring_domain":"https://github.com/x"},"compress":true,"intents":53575421`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"since":null,"activities":[],"status":"online","afk":false`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","query":"","limit":0`),
		resume: resume(),
	},
	{
		name: "Discordia",
		source: "SinisterRectus/Discordia@6ac66b9 libs/client/Shard.lua",
		query: "/?v=8&encoding=json",
		identify: identify(
			`"token":"Bot ${TOKEN}","properties":{"$os":"Linux","$browser":"Discordia","$device":"Discordia",` +
				`"$referrer":"","$referring_domain":""},"compress":true,"large_threshold":100,"shard":[0,1],"intents":53575421,` +
				`"presence":{"status":"dnd","since":null,"activity":${GAME},"afk":null}`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"status":null,"since":null`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","query":"","limit":0`),
		resume: resume(`Bot ${TOKEN}`),
	},
	{
		name: "DiscordLuau",
		source: "DiscordLuau/discord-luau@f65b963 packages/websocket/src/shard.luau",
		query: "/?v=10",
		identify: identify(
			`"token":"${TOKEN}","intents":53575421,"compress":true,"large_threshold":250,"shard":[0,1],` +
				`"properties":{"os":"linux","browser":"discord-luau","device":"discord-luau"}`,
		),
		heartbeat: heartbeat(),
		presence: presence(`"since":null,"activities":[],"status":"online","afk":false`),
		voiceState: TEXT_VOICE_STATE,
		members: members(`"guild_id":"${GUILD}","query":"","limit":0`),
		resume: resume(),
	},
];
