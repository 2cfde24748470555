/** Segments as bytes. Pure. Source: src/protocol/room/segment.ts. */

import {
	SEGMENT_KINDS,
	type RoomCursor,
	type SegmentLetter,
	type WireChange,
} from "../../../src/protocol/room/segment.ts";
import type { Segment } from "./Segment.ts";

/** @param letter Not that of a tick, see `encodeTick`. */
export function encodeSegment(
	{ term, n }: RoomCursor,
	letter: Exclude<SegmentLetter, "t">,
	changes: ReadonlyArray<WireChange>,
): Segment {
	return { term, n, kind: SEGMENT_KINDS[letter], bytes: Buffer.from(JSON.stringify([term, n, letter, changes])) };
}

/** A tick at the position of the last segment. */
export function encodeTick({ term, n }: RoomCursor): Buffer {
	return Buffer.from(JSON.stringify([term, n, "t", []]));
}
