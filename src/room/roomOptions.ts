/** Options of rooms. Pure. */

import { RoomRequest } from "./RoomCarrier";

export interface VoiceChannelOptions {
	/** ID of the guild (server), as a string. */
	readonly guildId: string;
	/** ID of a voice or stage channel of it, as a string. */
	readonly channelId: string;
	/** Name of the bot in the relay's RELAY_BOTS. @default its only bot */
	readonly bot?: string;
	/**
	 * Whether to ask for speakers, for which the bot joins the channel, visibly. False for a roster alone. @default true if the
	 * token is granted `join`
	 */
	readonly speakers?: boolean;
}

export interface GuildVoiceOptions {
	/** ID of the guild (server), as a string. */
	readonly guildId: string;
	/** Name of the bot in the relay's RELAY_BOTS. @default its only bot */
	readonly bot?: string;
}

/** An ID has 17 to 20 digits today. */
const ID = "^%d+$";
const MAX_ID_SIZE = 20;

/** Names of bots that the relay accepts. */
const BOT_NAME = "^[a-z0-9_-]+$";

/** @throws If an option is invalid, with its value. */
export function readVoiceChannel(options: VoiceChannelOptions): RoomRequest & { readonly channelId: string } {
	assert(typeIs(options, "table"), `options must be { guildId, channelId }, got ${typeOf(options)}`);
	const { guildId, channelId, bot, speakers } = options;
	assertId("guildId", guildId);
	assertId("channelId", channelId);
	assertBot(bot);
	const isFlag = speakers === undefined || typeIs(speakers, "boolean");
	assert(isFlag, `speakers must be a boolean, got ${typeOf(speakers)}`);
	return { guildId, channelId, bot, speakers };
}

/** @throws If an option is invalid, with its value. */
export function readGuildVoice(options: string | GuildVoiceOptions): RoomRequest {
	const isTable = typeIs(options, "table");
	const guildId: unknown = isTable ? options.guildId : options;
	const bot = isTable ? options.bot : undefined;
	assertId("guildId", guildId);
	assertBot(bot);
	return { guildId, channelId: undefined, bot, speakers: false };
}

function assertId(name: string, id: unknown): asserts id is string {
	assert(
		!typeIs(id, "number"),
		`${name} must be a string, got the number ${tostring(id)}: a number loses digits of an ID, so write it in quotes`,
	);
	assert(typeIs(id, "string"), `${name} must be a string of digits, got ${typeOf(id)}`);
	const isId = id.match(ID)[0] !== undefined && id.size() <= MAX_ID_SIZE;
	assert(isId, `${name} must be 1 to ${MAX_ID_SIZE} digits, got "${id.sub(1, MAX_ID_SIZE + 1)}"`);
}

function assertBot(bot: unknown): void {
	if (bot === undefined) return;
	assert(typeIs(bot, "string"), `bot must be the name of a bot, got ${typeOf(bot)}`);
	assert(bot.match(BOT_NAME)[0] !== undefined, `bot must be a name of a-z 0-9 _ -, got "${bot}"`);
}
