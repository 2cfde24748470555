/**
 * Where a segment stands in relation to a watcher's cursor.
 * Pure. Runs under Luau and Node.
 */

import { RoomCursor, SegmentKind } from "./segment";

/**
 * - `next`: a delta that continues the cursor.
 * - `snapshot`: replaces what the watcher has.
 * - `present`: a tick at the cursor.
 * - `old`: precedes the cursor, or repeats it.
 * - `hole`: segments before it are missing, or their term is.
 */
export type Position = "next" | "snapshot" | "present" | "old" | "hole";

/** @param cursor That of the last segment that was processed; undefined before the first. */
export function positionOf(
	cursor: RoomCursor | undefined,
	segment: RoomCursor & { readonly kind: SegmentKind },
): Position {
	const { term, n, kind } = segment;
	if (cursor === undefined) return kind === "snapshot" ? "snapshot" : "hole";
	const isSameTerm = term === cursor.term;
	const isPast = term < cursor.term || (isSameTerm && n < cursor.n);
	if (isPast) return "old";
	if (kind === "snapshot") return "snapshot";
	const ahead = isSameTerm ? n - cursor.n : undefined;
	if (kind === "tick") return ahead === 0 ? "present" : "hole";
	if (ahead === 0) return "old";
	return ahead === 1 ? "next" : "hole";
}
