/**
 * Reads `room` of an `o` record or of a WebSocket's text.
 * Pure. Source: docs/rooms.md, "Wire".
 */

import type { RoomCursor } from "../../../../src/protocol/room/segment.ts";
import { BOT_NAME, SNOWFLAKE } from "../../room/RoomKey.ts";
import type { JsonObject } from "../../codec/record.ts";
import { RecordFault } from "../RecordFault.ts";

/** What a client asks for. */
export interface RoomOpen {
	/** Absent: the only one. */
	readonly bot: string | undefined;
	readonly guild: string;
	/** Absent: the room of the guild. */
	readonly channel: string | undefined;
	/** Absent: if the token has the right. */
	readonly speakers: boolean | undefined;
	/** Position of the last segment that the client has processed, if any. */
	readonly from: RoomCursor | undefined;
}

/** @throws RecordFault `bad_record` */
export function readRoom(value: unknown): RoomOpen {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("room must be an object");
	const { bot, guild, channel, speakers, from } = value as JsonObject;
	const open = {
		bot: optional(bot, (name) => matching(name, "room.bot", BOT_NAME, "a bot's name")),
		guild: matching(guild, "room.guild", SNOWFLAKE, "an ID: a string of digits"),
		channel: optional(channel, (id) => matching(id, "room.channel", SNOWFLAKE, "an ID: a string of digits")),
		speakers: optional(speakers, readBoolean),
		from: optional(from, readCursor),
	};
	if (open.speakers === true && open.channel === undefined) {
		throw bad("room.speakers needs room.channel: the room of a guild has rosters only");
	}
	return open;
}

function optional<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
	return value === undefined || value === null ? undefined : read(value);
}

function matching(value: unknown, name: string, form: RegExp, what: string): string {
	if (typeof value === "string" && form.test(value)) return value;
	throw bad(`${name} must be ${what}`);
}

function readBoolean(value: unknown): boolean {
	if (typeof value === "boolean") return value;
	throw bad("room.speakers must be true or false");
}

function readCursor(value: unknown): RoomCursor {
	if (Array.isArray(value) && value.length === 2 && value.every((part) => Number.isSafeInteger(part) && part >= 0)) {
		const [term, n] = value as [number, number];
		return { term, n };
	}
	throw bad("room.from must be [term, n]");
}

function bad(message: string): RecordFault {
	return new RecordFault("bad_record", message);
}
