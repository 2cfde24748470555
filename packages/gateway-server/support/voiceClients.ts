/**
 * Voice gateway messages of published clients, byte for byte as their code builds them: one row per library.
 * `token`, `session_id` and IDs are replaced; integers stay integers, even beyond 2^53.
 */

const SERVER = "41771983423143937";
const USER = "104694319306248193";
const MODE = "aead_aes256_gcm_rtpsize";

/** Credentials used by every row. */
export const CLIENT_CREDENTIALS = {
	serverId: SERVER,
	channelId: "127121515262115840",
	userId: USER,
	sessionId: "30f32c5d54ae86130fc4a215c7474263",
	token: "66d29164ee8cd919",
} as const;

export interface VoiceClientRow {
	readonly library: string;
	/** Repository, commit and file that the messages come from. */
	readonly source: string;
	/** Query appended to the endpoint. */
	readonly query: string;
	readonly identify: string;
	readonly selectProtocol: string;
	/** Other messages sent after Select Protocol. */
	readonly extra?: ReadonlyArray<string>;
	readonly speaking: string;
	readonly heartbeat: string;
	/** Expected ACK of the heartbeat. */
	readonly ack: string;
	/** Absent if the client never resumes. */
	readonly resume?: string;
}

const identifyOf = (fields: string): string =>
	`{"op":0,"d":{${fields},"session_id":"${CLIENT_CREDENTIALS.sessionId}","token":"${CLIENT_CREDENTIALS.token}"}}`;
const resumeOf = (fields: string): string =>
	`{"op":7,"d":{${fields},"session_id":"${CLIENT_CREDENTIALS.sessionId}","token":"${CLIENT_CREDENTIALS.token}"}}`;

const TEXT_IDS = `"server_id":"${SERVER}","user_id":"${USER}"`;
const INTEGER_IDS = `"server_id":${SERVER},"user_id":${USER}`;
const TEXT_SERVER = `"server_id":"${SERVER}"`;
const INTEGER_SERVER = `"server_id":${SERVER}`;
const DAVE = ',"max_dave_protocol_version":1';
const SELECT = `{"op":1,"d":{"protocol":"udp","data":{"address":"127.0.0.1","port":1337,"mode":"${MODE}"}}}`;
const SPEAKING = '{"op":5,"d":{"speaking":1,"delay":0,"ssrc":1}}';
const BOOLEAN_WITHOUT_SSRC = '{"op":5,"d":{"speaking":true,"delay":0}}';

/** Heartbeat with nonce and `seq_ack`, as of version 8, and its ACK. */
const numbered = (nonce: string, sequence = "-1") => ({
	heartbeat: `{"op":3,"d":{"t":${nonce},"seq_ack":${sequence}}}`,
	ack: `{"op":6,"d":{"t":${nonce}}}`,
});

/** Heartbeat with a bare nonce, below version 8, and its ACK. */
const bare = (nonce: string) => ({ heartbeat: `{"op":3,"d":${nonce}}`, ack: `{"op":6,"d":${nonce}}` });

const MILLISECONDS = "1764297600123";

export const VOICE_CLIENTS: ReadonlyArray<VoiceClientRow> = [
	{
		library: "@discordjs/voice (discord.js, oceanic.js)",
		source: "npm @discordjs/voice 0.19.2 dist/index.js",
		query: "?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered(MILLISECONDS),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":-1`),
	},
	{
		library: "discord.py, disnake, nextcord",
		source: "Rapptz/discord.py 1add8a0, DisnakeDev/disnake 3bad63c, nextcord d5c1fed: gateway.py",
		query: "/?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered(MILLISECONDS),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":-1`),
	},
	{
		library: "Pycord",
		source: "Pycord-Development/pycord e53d4bd discord/voice/gateway.py",
		query: "/?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: '{"op":5,"d":{"speaking":1,"delay":0}}',
		...numbered(MILLISECONDS),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":-1`),
	},
	{
		library: "interactions.py",
		source: "interactions-py/interactions.py 83fef88 interactions/api/voice/voice_gateway.py",
		query: "?v=4",
		identify: identifyOf(`"server_id":"${SERVER}","user_id":${USER}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...bare("17640731041284721551"), // random.getrandbits(64)
		resume: resumeOf(TEXT_SERVER),
	},
	{
		library: "eris",
		source: "npm eris 0.18.0 lib/voice/VoiceConnection.js; mode by the option `modes`",
		query: "/?v=4",
		identify: identifyOf(TEXT_IDS),
		selectProtocol: SELECT,
		speaking: '{"op":5,"d":{"speaking":true,"delay":0,"ssrc":1}}',
		...bare(MILLISECONDS),
		resume: resumeOf(TEXT_SERVER),
	},
	{
		library: "songbird",
		source: "serenity-rs/serenity f1253f9 voice-model/src/payload.rs; songbird 0.6.1",
		query: "/?v=4",
		identify: identifyOf(TEXT_IDS),
		selectProtocol: SELECT,
		speaking: '{"op":5,"d":{"delay":0,"speaking":1,"ssrc":1,"user_id":null}}',
		...bare("9007199254740991"),
		resume: resumeOf(TEXT_SERVER),
	},
	{
		library: "JDA",
		source: "discord-jda/JDA 5410b27 internal/audio/AudioWebSocket.java",
		query: "?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: '{"op":5,"d":{"delay":0,"speaking":0,"ssrc":1}}',
		...numbered(MILLISECONDS, "0"),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":0`),
	},
	{
		library: "koe (Lavalink)",
		source: "KyokoBot/koe 0b26fcc gateway/MediaGatewayV8Connection.java",
		query: "/?v=8",
		identify: identifyOf(`${TEXT_IDS},"video":true`),
		selectProtocol:
			`{"op":1,"d":{"protocol":"udp","codecs":[{"name":"opus","type":"audio","priority":1000,"payload_type":120}],` +
			`"rtc_connection_id":"6f3a1c52-5c1e-4b9e-8f0a-2f6f8a0b7c11","data":{"address":"127.0.0.1","port":1337,` +
			`"mode":"${MODE}"},"address":"127.0.0.1","port":1337,"mode":"${MODE}"}}`,
		extra: ['{"op":12,"d":{"audio_ssrc":1,"video_ssrc":0,"rtx_ssrc":0}}'],
		speaking: '{"op":5,"d":{"speaking":0,"delay":0,"ssrc":1}}',
		...numbered(MILLISECONDS),
		resume: resumeOf(`${TEXT_SERVER},"video":true,"seq_ack":-1`),
	},
	{
		library: "disgo",
		source: "disgoorg/disgo dcfcfad voice/gateway_messages.go",
		query: "?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered(MILLISECONDS, "0"),
		resume: resumeOf(`${TEXT_SERVER},"seq":0`),
	},
	{
		library: "arikawa",
		source: "diamondburned/arikawa 529272a voice/voicegateway",
		query: "/?v=4",
		identify: identifyOf(TEXT_IDS),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...bare("1764297600123456789"), // time.Now().UnixNano()
		resume: resumeOf(TEXT_SERVER),
	},
	{
		library: "discordgo",
		source: "bwmarrin/discordgo f43dd94 voice.go; names no version, so only with `unversionedVoice`",
		query: "",
		identify: identifyOf(TEXT_IDS),
		selectProtocol: SELECT,
		speaking: BOOLEAN_WITHOUT_SSRC,
		...bare("1764297600"),
	},
	{
		library: "DSharpPlus.VoiceNext",
		source: "DSharpPlus/DSharpPlus 29fab19 DSharpPlus.VoiceNext",
		query: "/?encoding=json&v=4",
		identify: identifyOf(INTEGER_IDS),
		selectProtocol: SELECT,
		speaking: BOOLEAN_WITHOUT_SSRC,
		...bare("1764297600"),
		resume: resumeOf(INTEGER_SERVER),
	},
	{
		library: "Discord.Net",
		source: "discord-net/Discord.Net 8b92969 API/Voice; version 8 since PR #3183, 3 (refused) before",
		query: "?v=8",
		identify: identifyOf(INTEGER_IDS),
		selectProtocol: SELECT,
		speaking: BOOLEAN_WITHOUT_SSRC,
		...numbered(MILLISECONDS),
		resume: resumeOf(INTEGER_SERVER),
	},
	{
		library: "D++",
		source: "brainboxdotcc/DPP e5eeb46 src/dpp/voice/enabled/handle_frame.cpp",
		query: "/?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered("1804289383"),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":-1`),
	},
	{
		library: "nostrum",
		source: "Kraigie/nostrum e63a62f lib/nostrum/voice/payload.ex",
		query: "/?v=8",
		identify: identifyOf(INTEGER_IDS),
		selectProtocol: SELECT,
		speaking: '{"op":5,"d":{"ssrc":1,"delay":0,"speaking":1}}',
		...numbered(MILLISECONDS),
		resume: resumeOf(`${INTEGER_SERVER},"seq_ack":-1`),
	},
	{
		library: "Discord4J",
		source: "Discord4J/Discord4J b902be2 voice/src/main/java/discord4j/voice/json",
		query: "?v=4",
		identify: identifyOf(`${TEXT_IDS},"max_dave_protocol_version":0`),
		selectProtocol: SELECT,
		speaking: '{"op":5,"d":{"speaking":true,"delay":0,"ssrc":1}}',
		...bare(MILLISECONDS),
		resume: resumeOf(TEXT_SERVER),
	},
	{
		library: "Javacord",
		source: "Javacord/Javacord 4d6c822 util/gateway/AudioWebSocketAdapter.java, Heart.java",
		query: "?v=4",
		identify: identifyOf(TEXT_IDS),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...bare("1518918615"),
		resume: resumeOf(TEXT_SERVER),
	},
	{
		library: "DiscordPHP",
		source: "discord-php/DiscordPHP 5575382 src/Discord/Voice/OldVoiceClient.php",
		query: "?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered("1764297600"),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":null`),
	},
	{
		library: "Discordia",
		source: "SinisterRectus/Discordia 6ac66b9 libs/voice/VoiceSocket.lua",
		query: "/?v=8",
		identify: identifyOf(TEXT_IDS),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered("1764297600"),
		resume: resumeOf(`${TEXT_SERVER},"seq_ack":-1`),
	},
	{
		library: "discordrb",
		source: "shardlab/discordrb 05cd95d lib/discordrb/voice/network.rb",
		query: "/?v=8",
		identify: identifyOf(INTEGER_IDS),
		selectProtocol: SELECT,
		speaking: BOOLEAN_WITHOUT_SSRC,
		...numbered(MILLISECONDS),
	},
	{
		library: "DiscordLuau, as text frames",
		source: "DiscordLuau/discord-luau f65b963 packages/voice/src/connection.luau",
		query: "/?v=8",
		identify: identifyOf(`${TEXT_IDS}${DAVE}`),
		selectProtocol: SELECT,
		speaking: SPEAKING,
		...numbered(MILLISECONDS, "0"),
		resume: resumeOf(TEXT_SERVER),
	},
];
