/** A segment of a room's log. It is encoded once, and every watcher's answer refers to the same bytes. Pure. */

import type { RoomCursor, SegmentKind } from "../../../src/protocol/room/segment.ts";

export interface Segment extends RoomCursor {
	readonly kind: Exclude<SegmentKind, "tick">;
	/** UTF-8 JSON: `[term,n,kind,changes]`. */
	readonly bytes: Buffer;
}
