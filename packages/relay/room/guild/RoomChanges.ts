/** Changes that a dispatch causes, by room, in order. Pure. */

import type { WireChange } from "../../../../src/protocol/room/segment.ts";

/** A channel's ID; undefined for the room of the guild. */
export type RoomOfGuild = string | undefined;

export class RoomChanges {
	private readonly byRoom = new Map<RoomOfGuild, Array<WireChange>>();

	public add(room: RoomOfGuild, change: WireChange): void {
		const changes = this.byRoom.get(room);
		if (changes === undefined) this.byRoom.set(room, [change]);
		else changes.push(change);
	}

	public get map(): ReadonlyMap<RoomOfGuild, ReadonlyArray<WireChange>> {
		return this.byRoom;
	}
}
