/** A hub with one room and no Discord: the benchmark plays its members. The room and its pace are the relay's own. */

import type { WireChange } from "../../src/protocol/room/segment.ts";
import type { Hub, Watch, WatchListener, WatchRequest } from "../../packages/relay/room/Hub.ts";
import type { HubReport } from "../../packages/relay/room/HubReport.ts";
import type { RoomKey } from "../../packages/relay/room/RoomKey.ts";
import { Room } from "../../packages/relay/room/Room.ts";

export const BOT = "main";
export const ROOM: RoomKey = { bot: BOT, guild: "41771983423143937", channel: "127121515262115840" };

export class StagedHub implements Hub {
	public readonly bots = [BOT];
	private readonly room: Room;
	private readonly listeners = new Set<WatchListener>();
	private timer: NodeJS.Timeout | undefined;

	/** @param now Clock in milliseconds. */
	public constructor(
		changes: ReadonlyArray<WireChange>,
		private readonly now = () => performance.now(),
	) {
		this.room = new Room({ term: 1, changes, now: now() });
	}

	public watch(_request: WatchRequest, listener: WatchListener): Watch {
		this.listeners.add(listener);
		setImmediate(() => {
			if (this.listeners.has(listener)) listener.onOpen(this.room);
		});
		return { stop: () => void this.listeners.delete(listener) };
	}

	public report(): HubReport {
		return { bots: [], rooms: [] };
	}

	/** Changes the room. */
	public apply(changes: ReadonlyArray<WireChange>): void {
		this.room.apply(changes, this.now());
		const { dueAt } = this.room;
		if (this.timer !== undefined || dueAt === undefined) return;
		this.timer = setTimeout(() => this.close(), Math.max(0, dueAt - this.now()));
	}

	private close(): void {
		this.timer = undefined;
		if (this.room.close(this.now()) !== undefined) {
			for (const listener of this.listeners) listener.onNews();
		}
		this.apply([]); // a timer may fire early, and the segment stays open
	}
}
