/// <reference types="@rbxts/testez/globals" />

import { Position, positionOf } from "../../../src/protocol/room/position";
import { RoomCursor, SegmentKind } from "../../../src/protocol/room/segment";

const AT: RoomCursor = { term: 7, n: 4 };

const ROWS: ReadonlyArray<readonly [kind: SegmentKind, term: number, n: number, fresh: Position, at: Position]> = [
	["snapshot", 7, 3, "snapshot", "old"],
	["snapshot", 7, 4, "snapshot", "snapshot"],
	["snapshot", 7, 9, "snapshot", "snapshot"],
	["snapshot", 6, 9, "snapshot", "old"],
	["snapshot", 8, 1, "snapshot", "snapshot"],
	["delta", 7, 3, "hole", "old"],
	["delta", 7, 4, "hole", "old"],
	["delta", 7, 5, "hole", "next"],
	["delta", 7, 6, "hole", "hole"],
	["delta", 6, 9, "hole", "old"],
	["delta", 8, 1, "hole", "hole"],
	["delta", 8, 5, "hole", "hole"],
	["tick", 7, 3, "hole", "old"],
	["tick", 7, 4, "hole", "present"],
	["tick", 7, 5, "hole", "hole"],
	["tick", 6, 4, "hole", "old"],
	["tick", 8, 4, "hole", "hole"],
];

export = () => {
	describe("positionOf", () => {
		for (const [kind, term, n, fresh, at] of ROWS) {
			it(`should find a ${kind} of (${term}, ${n}) ${at} at (7, 4)`, () => {
				expect(positionOf(AT, { kind, term, n })).to.equal(at);
			});

			it(`should find a ${kind} of (${term}, ${n}) ${fresh} at the beginning`, () => {
				expect(positionOf(undefined, { kind, term, n })).to.equal(fresh);
			});
		}
	});
};
