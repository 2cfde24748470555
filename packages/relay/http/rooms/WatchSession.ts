/**
 * One WebSocket of `/v1/rooms`: begins and stops watches, and sends their segments. A watch keeps a position, and the room is
 * read only while little waits to be written. No network and no clock of its own.
 * Source: docs/rooms.md, "WebSocket".
 */

import type { RoomCursor } from "../../../../src/protocol/room/segment.ts";
import { CLOSE_CODE } from "../../../shared/closeFrame.ts";
import type { Clock } from "../../../shared/clock.ts";
import { TokenBucket } from "../../budget/TokenBucket.ts";
import { RecordFault } from "../../link/RecordFault.ts";
import type { RoomDoor, RoomWatch } from "../../link/room/RoomDoor.ts";
import type { RoomOpen } from "../../link/room/roomData.ts";
import type { Account } from "../../memory/Account.ts";
import type { RoomFeed, WatchEnd } from "../../room/Hub.ts";
import { readWatchText, WatchFault } from "./watchText.ts";

/** The connection of a session. None of these throws. */
export interface WatchPort {
	/** Bytes that were not written yet. */
	readonly bufferedSize: number;
	/** Sends a text. `WatchSession.sent` is called once it is written. */
	send(text: string | Buffer): void;
	ping(): void;
	/** Stops reading from the client, or resumes. */
	setPaused(isPaused: boolean): void;
	close(code: number, reason: string): void;
	/** Ends it without a close frame. */
	terminate(): void;
}

/** Watches of one WebSocket. */
export const MAX_WATCHES = 256;
/** Bytes of a session, and of each watch. */
const SESSION_COST = 16_384;
const WATCH_COST = 512;
/** Bytes that may wait to be written while rooms and the client's messages are read. */
const MOST_UNSENT = 65_536;
/** Milliseconds. */
const TICK_INTERVAL = 15_000;
const PING_INTERVAL = 20_000;
/** Faults a minute, and how many may come in a row. Then the session ends. */
const FAULTS = { perMin: 60, burst: 32 };

interface Entry {
	readonly id: number;
	readonly watch: RoomWatch;
	/** Set once the room is known. */
	feed?: RoomFeed;
	/** Position of the last segment that was sent. */
	cursor: RoomCursor | undefined;
}

export class WatchSession {
	private readonly entries = new Map<number, Entry>();
	/** Watches that lack segments, in the order in which they are read. */
	private readonly behind = new Set<Entry>();
	private readonly faults: TokenBucket;
	private isOver = false;
	private isAlive = true;
	private isPaused = false;
	private tickTimer: unknown;
	private pingTimer: unknown;

	/** @param account Its own, closed with it. */
	public constructor(
		private readonly port: WatchPort,
		private readonly door: RoomDoor,
		private readonly account: Account,
		private readonly clock: Clock,
	) {
		this.faults = new TokenBucket(FAULTS.perMin, FAULTS.burst, clock.now());
		this.tickTimer = clock.setTimeout(() => this.tick(), TICK_INTERVAL);
		this.pingTimer = clock.setTimeout(() => this.ping(), PING_INTERVAL);
		this.count();
	}

	/** Number of watches. */
	public get size(): number {
		return this.entries.size;
	}

	/** Processes a message of the client. */
	public receive(message: Buffer, isBinary: boolean): void {
		if (this.isOver) return;
		try {
			if (isBinary) throw new WatchFault(undefined, new RecordFault("bad_record", "message must be a text"));
			const text = readWatchText(message);
			if (text.op === "watch") this.watch(text.id, text.room);
			else this.stop(text.id);
		} catch (error) {
			if (!(error instanceof WatchFault)) throw error;
			this.report(error);
		}
	}

	/** Something was written: more can be read. */
	public sent(): void {
		if (this.isOver) return;
		this.pump();
		this.count();
	}

	public ponged(): void {
		this.isAlive = true;
	}

	/** Closes it on behalf of the relay. */
	public end(code: number, reason: string): void {
		if (this.isOver) return;
		this.closed();
		this.port.close(code, reason);
	}

	/** The connection is gone. Safe to call twice. */
	public closed(): void {
		if (this.isOver) return;
		this.isOver = true;
		for (const { watch } of this.entries.values()) watch.stop();
		this.entries.clear();
		this.behind.clear();
		this.clock.clearTimeout(this.tickTimer);
		this.clock.clearTimeout(this.pingTimer);
		this.account.close();
	}

	private watch(id: number, room: RoomOpen): void {
		if (this.entries.has(id)) throw fault(id, "socket_in_use", `watch ${id} has not ended`);
		if (this.entries.size >= MAX_WATCHES) {
			const fields = { limit: MAX_WATCHES };
			const message = `this WebSocket has ${MAX_WATCHES} watches already`;
			throw new WatchFault(id, new RecordFault("too_many_rooms", message, fields));
		}
		const watch = this.begin(id, room);
		this.entries.set(id, { id, watch, cursor: room.from });
		this.count();
	}

	private begin(id: number, room: RoomOpen): RoomWatch {
		try {
			return this.door.watch(room, {
				onOpen: (feed) => this.opened(id, feed),
				onNews: () => this.told(id),
				onEnd: (end) => this.ended(id, end),
			});
		} catch (error) {
			throw error instanceof RecordFault ? new WatchFault(id, error) : error;
		}
	}

	private stop(id: number): void {
		const entry = this.entries.get(id);
		if (entry === undefined) throw fault(id, "not_open", `there is no watch ${id}`);
		this.forget(entry);
		entry.watch.stop();
	}

	private opened(id: number, feed: RoomFeed): void {
		const entry = this.entries.get(id);
		if (entry === undefined) return;
		entry.feed = feed;
		this.send(JSON.stringify({ id, opened: entry.watch.key }));
		this.told(id);
	}

	private told(id: number): void {
		const entry = this.entries.get(id);
		if (entry?.feed === undefined) return;
		this.behind.add(entry);
		this.pump();
	}

	private ended(id: number, { code, message, fields }: WatchEnd): void {
		const entry = this.entries.get(id);
		if (entry === undefined) return;
		// what the room said last
		if (this.behind.has(entry)) this.read(entry);
		this.forget(entry);
		this.send(JSON.stringify({ id, fault: { code, message, ...fields } }));
	}

	private forget(entry: Entry): void {
		this.entries.delete(entry.id);
		this.behind.delete(entry);
		this.count();
	}

	/** Reads rooms while little waits to be written. */
	private pump(): void {
		for (const entry of this.behind) {
			if (this.isFull) return;
			this.behind.delete(entry);
			this.read(entry);
		}
	}

	private read(entry: Entry): void {
		const segments = entry.feed?.read(entry.cursor) ?? [];
		const last = segments.at(-1);
		if (last === undefined) return;
		entry.cursor = { term: last.term, n: last.n };
		this.sendSegments(
			entry.id,
			segments.map(({ bytes }) => bytes),
		);
	}

	/** Shows the client that the connection is alive, and where each room is. */
	private tick(): void {
		this.tickTimer = this.clock.setTimeout(() => this.tick(), TICK_INTERVAL);
		for (const entry of this.entries.values()) {
			const { id, feed, cursor = feed?.last } = entry;
			if (feed === undefined || cursor === undefined || this.behind.has(entry) || this.isFull) continue;
			this.sendSegments(id, [Buffer.from(JSON.stringify([cursor.term, cursor.n, "t", []]))]);
		}
	}

	private ping(): void {
		if (!this.isAlive) {
			this.closed();
			return this.port.terminate();
		}
		this.isAlive = false;
		this.port.ping();
		this.pingTimer = this.clock.setTimeout(() => this.ping(), PING_INTERVAL);
	}

	private report({ id, code, message, fields }: WatchFault): void {
		this.send(JSON.stringify({ ...(id === undefined ? {} : { id }), fault: { code, message, ...fields } }));
		if (this.faults.take(this.clock.now())) return;
		this.end(CLOSE_CODE.policyViolation, "too many messages that cannot be carried out");
	}

	private sendSegments(id: number, segments: ReadonlyArray<Buffer>): void {
		const parts = segments.flatMap((bytes, index) => (index === 0 ? [bytes] : [COMMA, bytes]));
		this.send(Buffer.concat([Buffer.from(`{"id":${id},"segments":[`), ...parts, END]));
	}

	private send(text: string | Buffer): void {
		if (this.isOver) return;
		this.port.send(text);
		this.count();
	}

	private get isFull(): boolean {
		return this.port.bufferedSize >= MOST_UNSENT;
	}

	/** Counts what it holds, and reads the client's messages only while its answers are read. */
	private count(): void {
		this.account.set(SESSION_COST + this.entries.size * WATCH_COST + this.port.bufferedSize);
		if (this.isFull === this.isPaused) return;
		this.isPaused = this.isFull;
		this.port.setPaused(this.isPaused);
	}
}

const COMMA = Buffer.from(",");
const END = Buffer.from("]}");

function fault(id: number, code: "socket_in_use" | "not_open", message: string): WatchFault {
	return new WatchFault(id, new RecordFault(code, message));
}
