/** What the watchers of a test have in common. */

import type { WatchedRoom } from "./WatchedRoom.ts";

/** The `room` of an `o` record, without its cursor. */
export interface RoomRequest {
	readonly bot?: string;
	readonly guild: string;
	readonly channel?: string;
	readonly speakers?: boolean;
}

export interface Watcher {
	readonly room: WatchedRoom;
	/** What went wrong on the way, such as "network" or "404 link_unknown". */
	readonly problems: ReadonlyArray<string>;
	/** How often the room was opened. */
	readonly opens: number;
	start(): void;
	stop(): Promise<void>;
}
