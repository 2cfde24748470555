/** What carries rooms from a relay: its link, or a WebSocket. */

import { RoomCursor } from "../protocol/room/segment";

/** A room to watch. */
export interface RoomRequest {
	/** Name of the bot; undefined if the relay has exactly one. */
	readonly bot: string | undefined;
	readonly guildId: string;
	/** Undefined for the room of a guild. */
	readonly channelId: string | undefined;
	/** Whether to ask for speakers; undefined for what the grant allows. */
	readonly speakers: boolean | undefined;
}

/** The end of a watch. */
export interface RoomEnd {
	/** The relay's code; undefined if the link ended. */
	readonly code: string | undefined;
	/** For people; may be empty. */
	readonly reason: string;
	/** Whether the relay refuses this game server, so that no retry helps. */
	readonly isRefused: boolean;
	/** Seconds to wait before the next watch, if the relay named them. */
	readonly retryAfter: number | undefined;
}

/** Events of a watch. No function may yield or error. */
export interface RoomListener {
	/** The relay knows the room. Its segments follow, if there are any after the cursor. */
	readonly onOpen: () => void;
	/** Segments, decoded; undefined if they cannot be. */
	readonly onMessage: (message: unknown) => void;
	/** The relay does not answer. The watch goes on. */
	readonly onAway: (reason: string) => void;
	/** The relay answers again. */
	readonly onBack: () => void;
	/** Called once, and last, unless the watch was stopped. */
	readonly onEnd: (end: RoomEnd) => void;
}

export interface RoomCarrier {
	/**
	 * Watches a room. Calls no method of `listener` before it returns. Never yields.
	 *
	 * @param from Cursor to continue from; undefined for a snapshot.
	 * @returns A function that stops the watch, and calls nothing. Safe to call twice.
	 * @throws With the reason, if it cannot start.
	 */
	readonly watch: (request: RoomRequest, from: RoomCursor | undefined, listener: RoomListener) => () => void;
}

/** The `room` member of the wire. */
export function wireRoom({ bot, guildId, channelId, speakers }: RoomRequest, from: RoomCursor | undefined): object {
	const cursor = from === undefined ? undefined : [from.term, from.n];
	return { bot, guild: guildId, channel: channelId, speakers, from: cursor };
}
