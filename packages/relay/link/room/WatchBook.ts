/**
 * All watches of a relay's clients, for metrics and the operator's page: how many segments each lacks, and why snapshots were sent.
 * Pure.
 */

import type { RoomCursor } from "../../../../src/protocol/room/segment.ts";
import type { RoomFeed } from "../../room/Hub.ts";
import { roomName, type RoomKey } from "../../room/RoomKey.ts";
import type { Segment } from "../../room/Segment.ts";

/** Why a client gets a snapshot: it has no cursor, one of another term, or one too far behind. */
export const SNAPSHOT_REASONS = ["first", "term", "behind"] as const;
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number];

/** Watchers of one room. */
export interface RoomWatchers {
	readonly watchers: number;
	/** Segments that the slowest of them has not been sent. */
	readonly lag: number;
}

export class WatchBook {
	private readonly watches = new Set<BookedWatch>();
	private readonly sentSnapshots: Record<SnapshotReason, number> = { first: 0, term: 0, behind: 0 };
	private readonly seen = new WeakSet<Segment>();
	private sent = 0;
	private distinct = 0;

	/** Number of watches. */
	public get size(): number {
		return this.watches.size;
	}

	/** Segments that were read for clients, since the start. */
	public get segmentsSent(): number {
		return this.sent;
	}

	/** Different segments among them: each is encoded and packed once. */
	public get segments(): number {
		return this.distinct;
	}

	/** Snapshots among them. */
	public get snapshots(): Readonly<Record<SnapshotReason, number>> {
		return this.sentSnapshots;
	}

	/** Begins to follow a watch. */
	public open(key: RoomKey): BookedWatch {
		const watch = new BookedWatch(
			roomName(key),
			(after, segments) => this.count(after, segments),
			() => this.watches.delete(watch),
		);
		this.watches.add(watch);
		return watch;
	}

	/** Watchers by the name of their room. */
	public byRoom(): ReadonlyMap<string, RoomWatchers> {
		const rooms = new Map<string, RoomWatchers>();
		for (const { room, lag } of this.watches) {
			const known = rooms.get(room) ?? { watchers: 0, lag: 0 };
			rooms.set(room, { watchers: known.watchers + 1, lag: Math.max(known.lag, lag) });
		}
		return rooms;
	}

	private count(after: RoomCursor | undefined, segments: ReadonlyArray<Segment>): void {
		this.sent += segments.length;
		for (const segment of segments) {
			if (this.seen.has(segment)) continue;
			this.seen.add(segment);
			this.distinct += 1;
		}
		const [first] = segments;
		if (first?.kind !== "snapshot") return;
		const reason = after === undefined ? "first" : after.term === first.term ? "behind" : "term";
		this.sentSnapshots[reason] += 1;
	}
}

/** One watch. */
export class BookedWatch {
	private feed: RoomFeed | undefined;
	private position: RoomCursor | undefined;

	public constructor(
		public readonly room: string,
		private readonly onRead: (after: RoomCursor | undefined, segments: ReadonlyArray<Segment>) => void,
		private readonly onLeave: () => void,
	) {}

	/** Segments that the client has not been sent. */
	public get lag(): number {
		const { feed, position } = this;
		if (feed === undefined) return 0;
		return position?.term === feed.last.term ? feed.last.n - position.n : feed.last.n;
	}

	/** Follows what is read from a feed. */
	public follow(feed: RoomFeed): RoomFeed {
		this.feed = feed;
		return {
			get last() {
				return feed.last;
			},
			read: (after) => {
				const segments = feed.read(after);
				const last = segments.at(-1) ?? after;
				this.position = last && { term: last.term, n: last.n };
				this.onRead(after, segments);
				return segments;
			},
		};
	}

	/** The watch is over. Safe to call twice. */
	public leave(): void {
		this.feed = undefined;
		this.onLeave();
	}
}
