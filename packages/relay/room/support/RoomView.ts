/**
 * A room as a watcher in Node knows it. Its rules are those of the Roblox package.
 * Pure. Never throws, whatever a relay sends.
 */

import "../../../shared/luau/globals.ts";
import { roomAfter, withoutCursor, type RoomReading } from "../../../../src/protocol/room/roomAfter.ts";
import { freshRoom, type RoomState } from "../../../../src/protocol/room/roomState.ts";
import type { RoomCursor } from "../../../../src/protocol/room/segment.ts";

export class RoomView {
	private current: RoomState;

	/** @param channelId Undefined for the room of a guild. */
	public constructor(channelId: string | undefined) {
		this.current = freshRoom(channelId);
	}

	public get state(): RoomState {
		return this.current;
	}

	/** To continue from; undefined before the first segment, and after a hole. */
	public get cursor(): RoomCursor | undefined {
		return this.current.isBroken ? undefined : this.current.cursor;
	}

	/** Takes the text of a message: a list of segments. */
	public read(text: string): RoomReading {
		const reading = roomAfter(this.current, parse(text));
		this.current = reading.state;
		return reading;
	}

	/** Takes the next snapshot, whatever its position: that of another relay. */
	public forgetCursor(): void {
		this.current = withoutCursor(this.current);
	}
}

/** Undefined if it is no JSON, which counts as malformed. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
