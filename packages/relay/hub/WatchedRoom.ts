/**
 * A room with its watchers: closes segments when they are due, and tells the watchers. Without watchers it stays for a while, so
 * that a watcher whose link ended continues where it was.
 * Edge: timers.
 */

import type { WireChange } from "../../../src/protocol/room/segment.ts";
import type { Clock } from "../../shared/clock.ts";
import type { WatchEnd, WatchListener } from "../room/Hub.ts";
import type { Room } from "../room/Room.ts";
import type { RoomKey } from "../room/RoomKey.ts";
import { KEEP_MS } from "../room/SegmentRing.ts";

export interface WatchedRoomEvents {
	/** The open segment was closed: the log has its changes. */
	readonly onClosed: () => void;
	/** No watcher came back in time. */
	readonly onForgotten: () => void;
}

export class WatchedRoom {
	private readonly watchers = new Set<WatchListener>();
	private closing: unknown;
	private forgetting: unknown;

	public constructor(
		public readonly key: RoomKey,
		public readonly room: Room,
		private readonly clock: Clock,
		private readonly events: WatchedRoomEvents,
	) {
		this.expectWatchers();
	}

	public get watcherCount(): number {
		return this.watchers.size;
	}

	/** Adds a watcher, which can read at once. @returns Removes it. Safe to call twice. */
	public add(watcher: WatchListener): () => void {
		this.watchers.add(watcher);
		this.clock.clearTimeout(this.forgetting);
		watcher.onOpen(this.room);
		return () => {
			if (this.watchers.delete(watcher) && this.watchers.size === 0) this.expectWatchers();
		};
	}

	/** @returns Whether the open segment has any of the changes. */
	public apply(changes: ReadonlyArray<WireChange>): boolean {
		const hasEffect = this.room.apply(changes, this.clock.now());
		if (hasEffect) this.schedule();
		return hasEffect;
	}

	/** Ends every watch. */
	public endAll(end: WatchEnd): void {
		for (const watcher of [...this.watchers]) {
			if (this.watchers.delete(watcher)) watcher.onEnd(end);
		}
		if (this.watchers.size === 0) this.expectWatchers();
	}

	/** Stops its timers. */
	public stop(): void {
		this.clock.clearTimeout(this.closing);
		this.clock.clearTimeout(this.forgetting);
	}

	private schedule(): void {
		this.clock.clearTimeout(this.closing);
		const { nextAt } = this.room;
		if (nextAt === undefined) return;
		const wait = Math.max(0, nextAt - this.clock.now());
		this.closing = this.clock.setTimeout(() => this.close(), wait);
	}

	private close(): void {
		const segment = this.room.close(this.clock.now());
		if (this.room.dueAt === undefined) this.events.onClosed();
		this.schedule();
		if (segment === undefined) return;
		for (const watcher of [...this.watchers]) if (this.watchers.has(watcher)) watcher.onNews();
	}

	private expectWatchers(): void {
		this.clock.clearTimeout(this.forgetting);
		this.forgetting = this.clock.setTimeout(() => this.events.onForgotten(), KEEP_MS);
	}
}
