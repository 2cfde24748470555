/// <reference types="@rbxts/testez/globals" />

import { roomAfter, stepsBetween, withoutCursor, withoutSpeech } from "../../../src/protocol/room/roomAfter";
import { freshRoom, RoomState } from "../../../src/protocol/room/roomState";
import { linesOf, roomText } from "../../support/roomLines";

/** Speakers are live, 1 speaks, 2 does not. */
const PRESENT = [
	["n", "9", "General"],
	["w", "live", ""],
	["e", { state: "active", epoch: 3, code: "123" }],
	["m", "1", {}],
	["m", "2", {}],
	["s", "1", 15],
];

const snapshot = (term: number, n: number, changes: unknown = PRESENT) => [term, n, "s", changes];
const delta = (term: number, n: number, ...changes: Array<unknown>) => [term, n, "d", changes];
const tick = (term: number, n: number) => [term, n, "t", []];

const read = (...messages: Array<unknown>): RoomState => {
	let state = freshRoom("9");
	for (const message of messages) state = roomAfter(state, message).state;
	return state;
};

const AT = read([snapshot(1, 4)]);

interface Expected {
	readonly lines?: string;
	readonly cursor?: string;
	readonly isBroken?: boolean;
	/** Segments, snapshots, old ones, holes. */
	readonly counts: readonly [number, number, number, number];
	readonly faults?: number;
}

const ROWS: ReadonlyArray<readonly [title: string, message: unknown, expected: Expected]> = [
	["an empty message", [], { counts: [0, 0, 0, 0] }],
	["a malformed message", "no", { counts: [0, 0, 0, 0], faults: 1 }],
	["a delta", [delta(1, 5, ["q", "1"])], { lines: "1 silent 0 | 9: 1=- 2=-", cursor: "1/5", counts: [1, 0, 0, 0] }],
	["an empty delta", [delta(1, 5)], { cursor: "1/5", counts: [1, 0, 0, 0] }],
	[
		"two deltas",
		[delta(1, 5, ["q", "1"]), delta(1, 6, ["s", "1", 15])],
		{ lines: "1 silent 0 | 9: 1=- 2=-\n1 speaks 1 | 9: 1=1 2=-", cursor: "1/6", counts: [2, 0, 0, 0] },
	],
	["a repeated delta", [delta(1, 4, ["x", "1"])], { counts: [0, 0, 1, 0] }],
	["a delta of an older term", [delta(0, 5, ["x", "1"])], { counts: [0, 0, 1, 0] }],
	["a delta of a newer term", [delta(2, 1, ["x", "1"])], { isBroken: true, counts: [0, 0, 0, 1] }],
	["a hole", [delta(1, 6, ["x", "1"])], { isBroken: true, counts: [0, 0, 0, 1] }],
	[
		"what follows a hole",
		[delta(1, 6, ["x", "1"]), delta(1, 7, ["x", "2"])],
		{ isBroken: true, counts: [0, 0, 0, 2] },
	],
	[
		"a snapshot after a hole",
		[
			delta(1, 6, ["x", "1"]),
			snapshot(
				1,
				7,
				PRESENT.filter(([, id]) => id !== "2"),
			),
		],
		{ lines: "2 left 9 | 9: 1=1", cursor: "1/7", counts: [1, 1, 0, 1] },
	],
	["a tick", [tick(1, 4)], { counts: [0, 0, 0, 0] }],
	["a tick ahead", [tick(1, 5)], { isBroken: true, counts: [0, 0, 0, 1] }],
	["the same snapshot", [snapshot(1, 4)], { counts: [1, 1, 0, 0] }],
	["an older snapshot", [snapshot(1, 3, [])], { counts: [0, 0, 1, 0] }],
	["a snapshot of an older term", [snapshot(0, 9, [])], { counts: [0, 0, 1, 0] }],
	["an equal snapshot of a newer term", [snapshot(2, 1)], { cursor: "2/1", counts: [1, 1, 0, 0] }],
	[
		"a snapshot without speakers",
		[
			snapshot(
				1,
				9,
				PRESENT.filter(([letter]) => letter !== "s"),
			),
		],
		{ lines: "1 silent 0 | 9: 1=- 2=-", cursor: "1/9", counts: [1, 1, 0, 0] },
	],
	[
		"a snapshot with another speaker",
		[snapshot(1, 9, [...PRESENT, ["q", "1"], ["s", "2", 3]])],
		{ lines: "SORTED 1 silent 0, 2 speaks 0.2 | 9: 1=- 2=0.2", cursor: "1/9", counts: [1, 1, 0, 0] },
	],
	[
		"a snapshot without the speaker",
		[
			snapshot(1, 9, [
				["n", "9", "General"],
				["w", "none", "why"],
				["m", "2", {}],
			]),
		],
		{
			lines: "1 silent 0 | 9: 1=- 2=-\n1 left 9 | 9: 2=-\n" + "speakers none why, encryption none | 9: 2=?",
			cursor: "1/9",
			counts: [1, 1, 0, 0],
		},
	],
	[
		"a snapshot with a gap",
		[snapshot(2, 1, [...PRESENT, ["g", "identified again"]])],
		{ lines: "gap identified again | 9: 1=1 2=-", cursor: "2/1", counts: [1, 1, 0, 0] },
	],
	[
		"malformed changes",
		[delta(1, 5, ["q"], ["q", "1"], ["s", "7", 1])],
		{ lines: "1 silent 0 | 9: 1=- 2=-", cursor: "1/5", counts: [1, 0, 0, 0], faults: 2 },
	],
];

const cursorOf = ({ cursor }: RoomState) => (cursor === undefined ? "none" : `${cursor.term}/${cursor.n}`);

/** Sorts the events of each line, since a snapshot's order is that of a map. */
const sorted = (lines: string) =>
	lines
		.split("\n")
		.map((line) => {
			const [events, rest] = line.split(" | ");
			return `${events.split(", ").sort().join(", ")} | ${rest}`;
		})
		.join("\n");

export = () => {
	describe("roomAfter", () => {
		for (const [title, message, { lines = "", cursor = "1/4", isBroken = false, counts, faults = 0 }] of ROWS) {
			it(`should read ${title}`, () => {
				const reading = roomAfter(AT, message);
				const [marker] = lines.match("^SORTED ");
				const shown = linesOf(reading.steps);
				if (marker === undefined) expect(shown).to.equal(lines);
				else expect(sorted(shown)).to.equal(lines.sub(8));
				expect(cursorOf(reading.state)).to.equal(cursor);
				expect(reading.state.isBroken).to.equal(isBroken);
				const { segments, snapshots, old, holes } = reading;
				expect([segments, snapshots, old, holes].join(",")).to.equal(counts.join(","));
				expect(reading.faults.size()).to.equal(faults);
			});
		}

		it("should show a first snapshot at once, and its speakers after it", () => {
			const { steps } = roomAfter(freshRoom("9"), [snapshot(1, 4)]);
			expect(sorted(linesOf(steps))).to.equal(
				"1 joined 9, 2 joined 9, channel 9 General, encryption active, speakers live  | 9: 1=- 2=-\n" +
					"1 speaks 1 | 9: 1=1 2=-",
			);
		});

		it("should miss a snapshot before the first", () => {
			for (const first of [delta(1, 1), tick(1, 1)]) {
				expect(roomAfter(freshRoom("9"), [first]).state.isBroken).to.equal(true);
			}
		});

		it("should read a guild with moves", () => {
			const first = snapshot(1, 1, [
				["n", "8", "Music"],
				["n", "9", "General"],
				["m", "1", { channel: "8" }],
			]);
			const second = snapshot(1, 3, [
				["n", "9", "General"],
				["n", "7", "Quiet"],
				["m", "1", { channel: "7" }],
			]);
			const before = roomAfter(freshRoom(undefined), [first]).state;
			const { steps, state } = roomAfter(before, [second]);
			expect(roomText(state)).to.equal("7: 1=?; 9: ");
			expect(sorted(linesOf(steps))).to.equal(
				"1 joined 7, 1 left 8, channel 7 Quiet, channel 8 gone | 7: 1=?; 9: ",
			);
		});
	});

	describe("stepsBetween", () => {
		it("should be empty between equal rooms", () => {
			expect(stepsBetween(AT, read([snapshot(3, 3)])).size()).to.equal(0);
		});

		it("should lead from nothing to the room and back", () => {
			const there = stepsBetween(freshRoom("9"), AT);
			expect(roomText(there[there.size() - 1].state)).to.equal("9: 1=1 2=-");
			const back = stepsBetween(AT, freshRoom("9"));
			expect(roomText(back[back.size() - 1].state)).to.equal("9: ");
		});
	});

	describe("withoutSpeech", () => {
		it("should silence everyone, and keep the cursor", () => {
			const state = withoutSpeech(AT, "away");
			expect(roomText(state)).to.equal("9: 1=? 2=?");
			expect(`${state.speakers} ${state.reason} ${cursorOf(state)}`).to.equal("none away 1/4");
		});
	});

	describe("withoutCursor", () => {
		it("should accept a snapshot of any position", () => {
			const { state } = roomAfter(withoutCursor(AT), [snapshot(0, 1, [])]);
			expect(cursorOf(state)).to.equal("0/1");
		});
	});
};
