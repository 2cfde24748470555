/**
 * A socket of a link that watches a room. At most one of its records waits: a cursor into the room's log, read when it is
 * sent. It adds the next one when the client has acknowledged that. Ends exactly once.
 */

import type { RoomCursor } from "../../../../src/protocol/room/segment.ts";
import type { JsonObject, SocketRecord } from "../../codec/record.ts";
import type { Account } from "../../memory/Account.ts";
import type { RoomFeed, WatchEnd } from "../../room/Hub.ts";
import type { RoomKey } from "../../room/RoomKey.ts";
import type { Segment } from "../../room/Segment.ts";
import { RecordFault } from "../RecordFault.ts";
import { RELAY_CLOSES } from "../relayClose.ts";
import type { LinkedSocket } from "../socket/LinkedSocket.ts";
import type { SocketOwner } from "../socket/SocketOwner.ts";
import { readClose } from "../socket/upData.ts";
import type { RoomDoor, RoomWatch } from "./RoomDoor.ts";
import type { RoomOpen } from "./roomData.ts";
import type { RoomSource } from "./RoomRecord.ts";

/** Bytes of a watch, its record aside. */
const WATCH_COST = 512;

/** Owner of a room's socket: its link. */
export interface RoomOwner extends SocketOwner {
	/** The client lacks segments. */
	readonly onNews: (source: RoomSource) => void;
}

export class RoomSocket implements LinkedSocket {
	public readonly queues = false;
	private state: "opening" | "open" | "ended" = "opening";
	private readonly watch: RoomWatch;
	private readonly account: Account;
	private feed: RoomFeed | undefined;
	/** Position of the last segment that was sent. */
	private cursor: RoomCursor | undefined;
	/** Whether a record of it waits for the client. */
	private isWaiting = false;
	/** What a waiting record holds once the watch is over. */
	private rest: ReadonlyArray<Segment> = [];

	/** @param up Number of the `o` record. @throws RecordFault */
	public constructor(
		open: RoomOpen,
		public readonly up: number,
		door: RoomDoor,
		private readonly owner: RoomOwner,
	) {
		this.cursor = open.from;
		this.watch = door.watch(open, {
			onOpen: (feed) => this.opened(feed),
			onNews: () => this.tell(),
			onEnd: (end) => this.ended(end),
		});
		this.account = owner.openAccount();
		this.account.set(WATCH_COST);
	}

	public get isOpen(): boolean {
		return this.state === "open";
	}

	public get key(): RoomKey {
		return this.watch.key;
	}

	public perform(record: SocketRecord): void {
		if (record.type !== "c") {
			throw new RecordFault("bad_record", `a room takes no record of type ${record.type}, only c`);
		}
		this.close(record.data);
	}

	public pause(): void {
		// the room is read when an answer is sent
	}

	public resume(): void {
		// as above
	}

	public abandon(): void {
		if (this.state === "ended") return;
		this.finish();
		this.watch.stop();
	}

	private close(data: JsonObject): void {
		const { code, reason } = readClose(data);
		const { isOpen, up } = this;
		this.abandon();
		if (isOpen) return this.owner.onEnd("c", { code, reason, clean: true, by: "client" });
		const message = "room was given up before it was open";
		this.owner.onEnd("e", { code: "aborted", message, ends: true, up });
	}

	private opened(feed: RoomFeed): void {
		if (this.state !== "opening") return;
		this.state = "open";
		this.feed = feed;
		this.owner.onDown("o", JSON.stringify({ room: this.key }), false);
		this.tell();
	}

	/** Adds a record if the client lacks segments and none waits. */
	private tell(): void {
		if (this.state !== "open" || this.isWaiting || !this.isBehind) return;
		this.isWaiting = true;
		this.owner.onNews(this.source);
	}

	private get isBehind(): boolean {
		const { feed, cursor } = this;
		return feed !== undefined && (feed.last.term !== cursor?.term || feed.last.n !== cursor.n);
	}

	private readonly source: RoomSource = {
		read: () => (this.state === "open" ? (this.feed?.read(this.cursor) ?? []) : this.rest),
		sent: (segments) => {
			const last = segments.at(-1) ?? this.feed?.last;
			// a copy: the cursor must not keep the segment
			if (last !== undefined) this.cursor = { term: last.term, n: last.n };
		},
		acknowledged: () => {
			this.isWaiting = false;
			this.tell();
		},
	};

	private ended({ code, message, fields }: WatchEnd): void {
		if (this.state === "ended") return;
		const { isOpen, up } = this;
		this.finish();
		if (!isOpen) return this.owner.onEnd("e", { code, message, ends: true, up, ...fields });
		const close = { code: RELAY_CLOSES.roomEnded, reason: message, clean: true, by: "relay", fault: code };
		this.owner.onEnd("c", { ...close, ...fields });
	}

	/** A record that waits gets what the room says last. */
	private finish(): void {
		this.rest = this.isWaiting ? this.source.read() : [];
		this.state = "ended";
		this.feed = undefined;
		this.account.close();
	}
}
