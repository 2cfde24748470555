/**
 * A room: takes changes, and gives numbered segments at its pace.
 * Pure: the caller passes the time, in milliseconds, and closes the open segment when it is due. Never throws.
 * Source: docs/rooms.md, "Segments".
 */

import type { RoomCursor, WireChange } from "../../../src/protocol/room/segment.ts";
import { TokenBucket } from "../budget/TokenBucket.ts";
import { encodeSegment } from "./encodeSegment.ts";
import type { RoomFeed } from "./Hub.ts";
import { OpenSegment } from "./OpenSegment.ts";
import { RoomContent, type RoomOverview } from "./RoomContent.ts";
import type { Segment } from "./Segment.ts";
import { SegmentRing } from "./SegmentRing.ts";

export interface RoomOptions {
	/** Higher than that of any earlier room of the same key. */
	readonly term: number;
	/** Lead from an empty room to the present. */
	readonly changes: ReadonlyArray<WireChange>;
	/** Segments per minute after a burst of 10. @default 60 */
	readonly perMin?: number;
	readonly now: number;
}

/** How long an open segment waits for more changes, in milliseconds. */
export const GATHER_MS = 50;
/** Segments of a room that was quiet before the pace applies. */
export const BURST = 10;
export const DEFAULT_PER_MIN = 60;
export const MOST_PER_MIN = 240;
/** Longest time between segments while anyone speaks, in milliseconds. Without one, a watcher shows speakers as unknown. */
export const BEAT_MS = 5000;

const EMPTY: Pick<OpenSegment, "changes" | "isOverfull"> = { changes: [], isOverfull: false };

interface Opened {
	readonly segment: OpenSegment;
	readonly dueAt: number;
}

export class Room implements RoomFeed {
	/** With the changes of the open segment. */
	private readonly present = new RoomContent();
	/** After the last closed segment: what a watcher at its number knows. */
	private closed = new RoomContent();
	private opened: Opened | undefined;
	private readonly pace: TokenBucket;
	private readonly ring = new SegmentRing();
	private position: RoomCursor;
	private snapshot: Segment | undefined;
	/** When the last segment was closed. */
	private closedAt: number;

	/** The first segment, number 1, is the snapshot of `changes`. */
	public constructor({ term, changes, perMin = DEFAULT_PER_MIN, now }: RoomOptions) {
		this.pace = new TokenBucket(perMin, BURST, now);
		this.position = { term, n: 1 };
		this.closedAt = now;
		for (const change of changes) {
			this.present.apply(change);
			this.closed.apply(change);
		}
	}

	public get last(): RoomCursor {
		return this.position;
	}

	/** The present, for the operator. */
	public get overview(): RoomOverview {
		return this.present.overview;
	}

	/** When the open segment is to be closed; undefined if none is open. */
	public get dueAt(): number | undefined {
		return this.opened?.dueAt;
	}

	/** When to call `close`: `dueAt`, or while anyone speaks the time of a segment without changes. Undefined for never. */
	public get nextAt(): number | undefined {
		return this.dueAt ?? (this.closed.hasSpeakers ? this.closedAt + BEAT_MS : undefined);
	}

	/** Applies changes, in order. @returns Whether the open segment has any of them: false if none has an effect. */
	public apply(changes: ReadonlyArray<WireChange>, now: number): boolean {
		let hasEffect = false;
		for (const change of changes) {
			for (const effect of this.present.apply(change)) {
				this.add(effect, now);
				hasEffect = true;
			}
		}
		return hasEffect;
	}

	/** Closes the segment that is due. @returns The segment; undefined if none is due, or if nothing remained of it. */
	public close(now: number): Segment | undefined {
		const { opened, nextAt } = this;
		if (nextAt === undefined || now < nextAt) return undefined;
		this.opened = undefined;
		const { changes, isOverfull } = opened?.segment ?? EMPTY;
		if (opened !== undefined && changes.length === 0 && !isOverfull) return undefined;
		this.pace.take(now);
		this.closedAt = now;
		this.position = { term: this.position.term, n: this.position.n + 1 };
		this.snapshot = undefined;
		const segment = isOverfull ? this.replaceAll(changes) : this.advance(changes);
		this.ring.push(segment, now);
		return segment;
	}

	public read(after: RoomCursor | undefined): ReadonlyArray<Segment> {
		const { term, n } = this.position;
		if (after === undefined || after.term !== term || after.n > n) return [this.takeSnapshot()];
		if (after.n === n) return [];
		return this.ring.after(after.n) ?? [this.takeSnapshot()];
	}

	private add(change: WireChange, now: number): void {
		this.opened ??= {
			segment: new OpenSegment((userId) => this.closed.has(userId)),
			dueAt: now + Math.max(GATHER_MS, this.pace.waitFor(now)),
		};
		this.opened.segment.add(change);
	}

	private advance(changes: ReadonlyArray<WireChange>): Segment {
		for (const change of changes) this.closed.apply(change);
		return encodeSegment(this.position, "d", changes);
	}

	/** @param further What a snapshot does not have by itself. */
	private replaceAll(further: ReadonlyArray<WireChange>): Segment {
		this.closed = new RoomContent();
		for (const change of this.present.changes()) this.closed.apply(change);
		return encodeSegment(this.position, "s", [...this.closed.changes(), ...further]);
	}

	private takeSnapshot(): Segment {
		this.snapshot ??= encodeSegment(this.position, "s", this.closed.changes());
		return this.snapshot;
	}
}
