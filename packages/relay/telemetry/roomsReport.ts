/** Rooms of a relay as its operator sees them: what the hub says, and what its clients lack. Pure. */

import type { SnapshotReason, WatchBook } from "../link/room/WatchBook.ts";
import type { Hub } from "../room/Hub.ts";
import type { HubReport, RoomReport } from "../room/HubReport.ts";
import { roomName } from "../room/RoomKey.ts";

export interface RoomsReport extends Omit<HubReport, "rooms"> {
	readonly rooms: ReadonlyArray<RoomLine>;
	/** Watches of all clients. */
	readonly watches: number;
	/** WebSockets of `/v1/rooms`. */
	readonly webSockets: number;
	/** Segments read for clients since the start, different ones among them, and snapshots. */
	readonly segmentsSent: number;
	readonly segments: number;
	readonly snapshots: Readonly<Record<SnapshotReason, number>>;
}

export interface RoomLine extends RoomReport {
	/** Segments that the slowest client of this relay has not been sent. */
	readonly lag: number;
}

/** @param hub Absent: the relay has no bots. */
export function roomsReport(hub: Hub | undefined, book: WatchBook, webSockets: number): RoomsReport {
	const { bots, rooms } = hub?.report() ?? { bots: [], rooms: [] };
	const watchers = book.byRoom();
	return {
		bots,
		rooms: rooms.map((room) => ({ ...room, lag: watchers.get(roomName(room.key))?.lag ?? 0 })),
		watches: book.size,
		webSockets,
		segmentsSent: book.segmentsSent,
		segments: book.segments,
		snapshots: { ...book.snapshots },
	};
}
