/** Names of rooms. Pure. */

/** A room: one voice channel, or a whole guild. */
export interface RoomKey {
	/** Name of the bot in RELAY_BOTS. */
	readonly bot: string;
	readonly guild: string;
	/** Absent for the room of a guild: the rosters of all its voice channels, without speakers. */
	readonly channel?: string;
}

/** A key for maps. */
export function roomName({ bot, guild, channel }: RoomKey): string {
	return `${bot} ${guild} ${channel ?? "*"}`;
}

/** Names that a bot may have. */
export const BOT_NAME = /^[A-Za-z0-9_.-]{1,32}$/;
/** An ID of Discord. */
export const SNOWFLAKE = /^[0-9]{1,20}$/;
