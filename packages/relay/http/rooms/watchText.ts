/**
 * Texts of `/v1/rooms`. Pure. Source: docs/rooms.md, "WebSocket".
 *
 *     {"op":"watch","id":1,"room":{…}}   {"op":"stop","id":1}
 */

import { BodyError } from "../../codec/BodyError.ts";
import { asInteger, parseObject } from "../../codec/field.ts";
import { MAX_NUMBER, type JsonObject } from "../../codec/record.ts";
import { readRoom, type RoomOpen } from "../../link/room/roomData.ts";
import { RecordFault } from "../../link/RecordFault.ts";

/** What a client asks for. */
export type WatchText =
	| { readonly op: "watch"; readonly id: number; readonly room: RoomOpen }
	| { readonly op: "stop"; readonly id: number };

/** Largest text, in bytes. */
export const MAX_WATCH_TEXT = 4096;

/** A text that cannot be carried out. */
export class WatchFault extends RecordFault {
	/** @param id Of the watch, if it can be read. */
	public constructor(
		public readonly id: number | undefined,
		{ code, message, fields }: RecordFault,
	) {
		super(code, message, fields);
	}
}

/** @throws WatchFault `bad_record` */
export function readWatchText(bytes: Buffer): WatchText {
	let id: number | undefined;
	try {
		const text = parseObject(bytes.toString("utf8"), "text");
		id = asInteger(text.id, "id", 1, MAX_NUMBER);
		return readOp(text, id);
	} catch (error) {
		if (error instanceof RecordFault) throw new WatchFault(id, error);
		if (error instanceof BodyError) throw new WatchFault(id, new RecordFault("bad_record", error.message));
		throw error;
	}
}

function readOp({ op, room }: JsonObject, id: number): WatchText {
	if (op === "stop") return { op, id };
	if (op === "watch") return { op, id, room: readRoom(room) };
	throw new RecordFault("bad_record", 'op must be "watch" or "stop"');
}
