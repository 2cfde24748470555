/** The hub as a front sees it: a front serves watchers and owns nothing. */

import type { RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import type { RoomCursor } from "../../../src/protocol/room/segment.ts";
import type { JsonObject } from "../codec/record.ts";
import type { HubReport } from "./HubReport.ts";
import type { RoomKey } from "./RoomKey.ts";
import type { Segment } from "./Segment.ts";

export interface Hub {
	/** Names of the bots, in the order of RELAY_BOTS. */
	readonly bots: ReadonlyArray<string>;
	/** Starts watching a room. The listener is never called before this returns. Never throws. */
	watch(request: WatchRequest, listener: WatchListener): Watch;
	/** What the operator sees. */
	report(): HubReport;
}

export interface WatchRequest {
	readonly key: RoomKey;
	/** Whether it asks for the seat, for speakers. The front has checked the grant. Always false for a guild room. */
	readonly wantsSeat: boolean;
}

/** A watcher's events, in this order: `onOpen` once, `onNews` at any time after it, `onEnd` last and once. */
export interface WatchListener {
	/** The room is known. Its snapshot can be read. */
	readonly onOpen: (feed: RoomFeed) => void;
	/** Further segments can be read. */
	readonly onNews: () => void;
	/** The watch is over: the room is unknown or gone, or cannot be watched by this request. */
	readonly onEnd: (end: WatchEnd) => void;
}

export interface WatchEnd {
	readonly code: RecordFaultCode;
	/** What is wrong, and what to do. */
	readonly message: string;
	readonly fields?: JsonObject;
}

export interface Watch {
	/** Stops watching. The listener is not called again. Safe to call twice. */
	stop(): void;
}

/** The segments of a room. */
export interface RoomFeed {
	/** Position of the last segment. */
	readonly last: RoomCursor;
	/**
	 * Returns the segments after a cursor, oldest first: none if it is up to date, one snapshot if there is no cursor, it is of
	 * another term, it is unknown, or it is more than 30 segments behind.
	 */
	read(after: RoomCursor | undefined): ReadonlyArray<Segment>;
}
