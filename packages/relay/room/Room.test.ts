import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RoomCursor, WireChange, WireSegment } from "../../../src/protocol/room/segment.ts";
import { BEAT_MS, BURST, GATHER_MS, Room, type RoomOptions } from "./Room.ts";
import type { Segment } from "./Segment.ts";
import { KEEP_MS, MOST_SEGMENTS } from "./SegmentRing.ts";

const TERM = 7;
const LIVE: WireChange = ["w", "live", ""];
const ANN: WireChange = ["m", "1", { name: "Ann" }];
const BEN: WireChange = ["m", "2", { name: "Ben" }];

const make = (options: Partial<RoomOptions> = {}): Room =>
	new Room({ term: TERM, changes: [["n", "5", "Lobby"], LIVE, ANN], now: 0, ...options });

const parse = (segment: Segment | undefined): WireSegment | undefined =>
	segment && (JSON.parse(segment.bytes.toString("utf8")) as WireSegment);
const at = (n: number, term = TERM): RoomCursor => ({ term, n });
const read = (room: Room, after?: RoomCursor): ReadonlyArray<WireSegment | undefined> => room.read(after).map(parse);

/** Applies one change, and closes the segment when it is due. */
function step(room: Room, change: WireChange, now: number): Segment | undefined {
	room.apply([change], now);
	return room.close(room.dueAt ?? now);
}

/** Makes `count` segments, one a second. */
function steps(room: Room, count: number, start = 0): void {
	for (let index = 0; index < count; index += 1)
		step(room, ["m", "1", { name: `Ann ${index}` }], start + 1000 * index);
}

describe("Room: segments", () => {
	it("should begin with a snapshot of what it was given", () => {
		const room = make();
		assert.deepEqual(room.last, at(1));
		const changes = [["n", "5", "Lobby"], LIVE, ["e", { state: "none" }], ANN];
		assert.deepEqual(read(room), [[TERM, 1, "s", changes]]);
		assert.deepEqual(read(room, at(1)), []);
	});

	it("should close a segment 50 ms after its first event", () => {
		const room = make();
		assert.equal(room.dueAt, undefined);
		assert.equal(room.apply([BEN], 1000), true);
		room.apply([["s", "2", 4]], 1040);
		assert.equal(room.dueAt, 1000 + GATHER_MS);
		assert.equal(room.close(1049), undefined);
		assert.deepEqual(parse(room.close(1050)), [TERM, 2, "d", [BEN, ["s", "2", 4]]]);
		assert.deepEqual([room.last, room.dueAt], [at(2), undefined]);
	});

	it("should not open a segment for changes without effect", () => {
		const room = make();
		const none: ReadonlyArray<WireChange> = [ANN, ["x", "9"], ["q", "1"], LIVE, ["n", "5", "Lobby"]];
		assert.equal(room.apply(none, 0), false);
		assert.equal(room.dueAt, undefined);
	});

	it("should close a segment of which nothing remains without a number", () => {
		const room = make();
		room.apply([BEN, ["x", "2"]], 0);
		assert.equal(room.dueAt, GATHER_MS);
		assert.equal(room.close(GATHER_MS), undefined);
		assert.deepEqual([room.last, room.dueAt], [at(1), undefined]);
	});

	for (const [perMin, interval] of [
		[60, 1000],
		[240, 250],
	] as const) {
		it(`should close a burst of 10, then ${perMin} a minute`, () => {
			const room = make({ perMin });
			const times = new Array<number>();
			for (let now = 0; now < 20_000; now += 10) {
				room.apply([now % 20 === 0 ? ["s", "1", 5] : ["q", "1"]], now);
				if (room.close(now) !== undefined) times.push(now);
			}
			const burst = times.filter((time) => time < BURST * (GATHER_MS + 10));
			assert.equal(burst.length, BURST);
			const gaps = times.slice(-5).map((time, index, all) => time - (all[index - 1] ?? time - interval));
			assert.ok(gaps.every((gap) => Math.abs(gap - interval) <= 20), `${gaps}`); // prettier-ignore
			assert.ok(times.length <= BURST + 20_000 / interval, `${times.length} segments`);
		});
	}

	it("should close an empty segment 5 s after the last while anyone speaks", () => {
		const room = make();
		assert.equal(room.nextAt, undefined);
		room.apply([["s", "1", 4]], 1000);
		assert.equal(room.nextAt, room.dueAt);
		room.close(1050);
		assert.deepEqual([room.dueAt, room.nextAt], [undefined, 1050 + BEAT_MS]); // prettier-ignore
		assert.equal(room.close(1049 + BEAT_MS), undefined);
		assert.deepEqual(parse(room.close(1050 + BEAT_MS)), [TERM, 3, "d", []]);
		assert.equal(room.nextAt, 1050 + 2 * BEAT_MS);
		room.apply([["q", "1"]], 7000);
		assert.equal(room.nextAt, 7050);
		room.close(7050);
		assert.equal(room.nextAt, undefined);
	});

	it("should send a snapshot in place of too many changes", () => {
		const room = make();
		const many = Array.from({ length: 4500 }, (_, index): WireChange => ["m", `${index + 10}`, {}]);
		room.apply([["g", "a new session"], ...many, ["s", "1", 3]], 0);
		const [, n, letter, changes] = parse(room.close(GATHER_MS)) ?? assert.fail();
		assert.deepEqual([n, letter, changes.length], [2, "s", 3 + 4501 + 2]);
		assert.deepEqual(changes.slice(-2), [["s", "1", 3], ["g", "a new session"]]); // prettier-ignore
		assert.deepEqual(read(room, at(1)), [[TERM, 2, "s", changes]]);
		assert.deepEqual(parse(step(room, ["q", "1"], 1000)), [TERM, 3, "d", [["q", "1"]]]);
	});
});

describe("Room: speakers", () => {
	/** By hand: what is applied to a room in which Ann is and speakers are live, and what its segment has. */
	const stories: ReadonlyArray<
		readonly [title: string, applied: ReadonlyArray<WireChange>, sent: ReadonlyArray<WireChange>]
	> = [
		["start a user who is heard before they join", [["s", "2", 4], ["v", "2", 5], BEN], [BEN, ["s", "2", 5]]],
		["not start a user who stopped before they joined", [["s", "2", 4], ["q", "2"], BEN], [BEN]],
		[
			"send a second start as a level",
			[
				["s", "1", 4],
				["s", "1", 6],
				["q", "1"],
			],
			[
				["s", "1", 6],
				["q", "1"],
			],
		],
		["send no level of a silent user", [["v", "1", 4], BEN], [BEN]],
		[
			"send no speaker while speakers are unknown",
			[
				["w", "none", "lost"],
				["s", "1", 4],
			],
			[["w", "none", "lost"]],
		],
		["start again when speakers are known again", [["s", "1", 4], ["w", "none", ""], LIVE, ["s", "1", 4]], [["w", "none", ""], LIVE, ["s", "1", 4]]], // prettier-ignore
	];
	for (const [title, applied, sent] of stories) {
		it(`should ${title}`, () => {
			const room = make();
			room.apply(applied, 0);
			assert.deepEqual(parse(room.close(GATHER_MS)), [TERM, 2, "d", sent]);
		});
	}
});

describe("Room: reading", () => {
	it("should give the segments after a cursor, oldest first", () => {
		const room = make();
		steps(room, 4);
		assert.deepEqual(
			read(room, at(3)).map((segment) => segment?.[1]),
			[4, 5],
		);
	});

	it("should give a snapshot to a cursor that it cannot continue", () => {
		const room = make();
		steps(room, 3);
		for (const after of [undefined, at(2, TERM - 1), at(2, TERM + 1), at(5), at(0, TERM)]) {
			assert.deepEqual(
				room.read(after).map(({ kind, n }) => [kind, n]),
				[["snapshot", 4]],
				JSON.stringify(after),
			);
		}
	});

	it("should give a snapshot to a watcher more than 30 segments behind", () => {
		const room = make();
		steps(room, MOST_SEGMENTS + 1);
		assert.equal(room.read(at(2)).length, MOST_SEGMENTS);
		assert.deepEqual(
			room.read(at(1)).map(({ kind, n }) => [kind, n]),
			[["snapshot", MOST_SEGMENTS + 2]],
		);
	});

	it("should not put changes of an open segment into a snapshot", () => {
		const room = make();
		const before = read(room);
		room.apply([BEN], 0);
		assert.deepEqual(read(room), before);
		room.close(GATHER_MS);
		assert.equal(read(room)[0]?.[3].length, 5);
	});

	it("should encode each segment and each snapshot once", () => {
		const room = make();
		const segment = step(room, BEN, 0);
		assert.equal(room.read(at(1))[0], segment);
		const [snapshot] = room.read(undefined);
		assert.equal(room.read(at(9))[0], snapshot);
		step(room, ["x", "2"], 1000);
		assert.notEqual(room.read(undefined)[0], snapshot);
	});

	it("should forget segments older than two minutes", () => {
		const room = make();
		step(room, BEN, 0);
		step(room, ["x", "2"], KEEP_MS);
		assert.equal(room.read(at(1)).length, 2);
		step(room, BEN, KEEP_MS + 1);
		assert.equal(room.read(at(1))[0]?.kind, "snapshot");
		assert.equal(room.read(at(2)).length, 2);
	});

	it("should forget segments that are larger than a snapshot", () => {
		const room = make();
		const long = "n".repeat(40_000);
		for (let index = 0; index < 10; index += 1) step(room, ["m", "1", { name: `${long}${index}` }], index * 1000);
		assert.equal(room.read(at(1))[0]?.kind, "snapshot");
		assert.equal(room.read(at(8)).length, 3);
	});
});
