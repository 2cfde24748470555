/**
 * Segments of a room, read from a decoded message.
 * Pure. Runs under Luau and Node. Never errors, whatever a relay sends.
 */

import { describeChange, readChange, RoomChange } from "./roomChange";
import { RoomCursor, SEGMENT_KINDS, SegmentKind } from "./segment";

export interface RoomSegment extends RoomCursor {
	readonly kind: SegmentKind;
	readonly changes: ReadonlyArray<RoomChange>;
}

export interface RoomMessage {
	readonly segments: ReadonlyArray<RoomSegment>;
	/** Descriptions of the malformed parts that were skipped. */
	readonly faults: ReadonlyArray<string>;
}

/** A map, since any text may ask for a letter. */
const KINDS = new Map<unknown, SegmentKind>();
for (const [letter, kind] of pairs(SEGMENT_KINDS)) KINDS.set(letter, kind);

/** Reads a message: a list of segments. Skips malformed segments and changes, and those of later versions. */
export function readSegments(message: unknown): RoomMessage {
	const segments = new Array<RoomSegment>();
	const faults = new Array<string>();
	if (!typeIs(message, "table")) faults.push(`a message of type ${typeOf(message)}`);
	for (const item of itemsOf(message)) {
		const segment = readSegment(item, faults);
		if (segment === undefined) faults.push("a segment that cannot be read");
		else segments.push(segment);
	}
	return { segments, faults };
}

function readSegment(value: unknown, faults: Array<string>): RoomSegment | undefined {
	if (!typeIs(value, "table")) return undefined;
	const list = value as ReadonlyArray<unknown>;
	const term = list[0];
	const n = list[1];
	const kind = KINDS.get(list[2]);
	if (kind === undefined || !isCount(term) || !isCount(n) || !typeIs(list[3], "table")) return undefined;
	const changes = new Array<RoomChange>();
	for (const item of itemsOf(list[3])) {
		const change = readChange(item);
		if (change === undefined) faults.push(describeChange(item));
		else if (change !== "later") changes.push(change);
	}
	return { term, n, kind, changes };
}

function isCount(value: unknown): value is number {
	return typeIs(value, "number") && value >= 0 && value < math.huge && value % 1 === 0;
}

/** The items of a list; none of another value. `pairs`, since Node cannot iterate over a value that may be no list. */
function itemsOf(list: unknown): ReadonlyArray<defined> {
	const items = new Array<defined>();
	if (typeIs(list, "table")) for (const [, item] of pairs(list as ReadonlyMap<unknown, defined>)) items.push(item);
	return items;
}
