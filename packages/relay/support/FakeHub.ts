/** A hub without Discord: the test plays its rooms. */

import type { RoomCursor } from "../../../src/protocol/room/segment.ts";
import type { Hub, RoomFeed, Watch, WatchListener, WatchRequest } from "../room/Hub.ts";
import type { HubReport } from "../room/HubReport.ts";
import { roomName, type RoomKey } from "../room/RoomKey.ts";
import type { Segment } from "../room/Segment.ts";

/** A watcher that is this many segments behind gets a snapshot. */
const MOST_BEHIND = 30;

export class FakeHub implements Hub {
	public readonly watches: Array<FakeWatch> = [];
	private readonly rooms = new Map<string, FakeRoom>();

	/** @param said What it reports. */
	public constructor(
		public readonly bots: ReadonlyArray<string> = ["main"],
		private readonly said: HubReport = { bots: [], rooms: [] },
	) {}

	/** The last watch. */
	public get last(): FakeWatch {
		const last = this.watches.at(-1);
		if (last === undefined) throw new Error("no room is watched");
		return last;
	}

	/** Watches that were not stopped or ended. */
	public get active(): ReadonlyArray<FakeWatch> {
		return this.watches.filter(({ isOver }) => !isOver);
	}

	public watch(request: WatchRequest, listener: WatchListener): FakeWatch {
		const watch = new FakeWatch(request, listener, this.room(request.key));
		this.watches.push(watch);
		return watch;
	}

	public report(): HubReport {
		return this.said;
	}

	public room(key: RoomKey): FakeRoom {
		const name = roomName(key);
		const room = this.rooms.get(name) ?? new FakeRoom();
		this.rooms.set(name, room);
		return room;
	}

	/** A member joins a room, and its watchers learn of it. */
	public join(key: RoomKey, userId: string): void {
		this.room(key).join(userId);
		for (const watch of this.active) {
			if (roomName(watch.request.key) === roomName(key)) watch.listener.onNews();
		}
	}
}

export class FakeWatch implements Watch {
	public isOver = false;

	public constructor(
		public readonly request: WatchRequest,
		public readonly listener: WatchListener,
		public readonly room: FakeRoom,
	) {}

	public open(): void {
		this.listener.onOpen(this.room);
	}

	public end(code: Parameters<WatchListener["onEnd"]>[0]["code"], message: string): void {
		this.isOver = true;
		this.listener.onEnd({ code, message });
	}

	public stop(): void {
		this.isOver = true;
	}
}

/** A room in which members only join. */
export class FakeRoom implements RoomFeed {
	public readonly members: Array<string> = [];
	/** How often it was read. */
	public reads = 0;
	private readonly segments: Array<Segment> = [];
	private snapshot: Segment | undefined;

	public constructor(private readonly term = 1) {}

	public get last(): RoomCursor {
		return { term: this.term, n: this.members.length + 1 };
	}

	public join(userId: string): void {
		this.members.push(userId);
		this.segments.push(this.segment("delta", "d", [userId]));
	}

	public read(after: RoomCursor | undefined): ReadonlyArray<Segment> {
		this.reads += 1;
		const { term, n } = this.last;
		const isKnown = after !== undefined && after.term === term && after.n >= 1 && after.n <= n;
		if (isKnown && n - after.n <= MOST_BEHIND) return this.segments.slice(after.n - 1);
		if (this.snapshot?.n !== n) this.snapshot = this.segment("snapshot", "s", this.members);
		return [this.snapshot];
	}

	private segment(kind: Segment["kind"], letter: string, members: ReadonlyArray<string>): Segment {
		const { term, n } = this.last;
		const changes = members.map((id) => ["m", id, { name: `"${id}" é` }]);
		return { term, n, kind, bytes: Buffer.from(JSON.stringify([term, n, letter, changes])) };
	}
}
