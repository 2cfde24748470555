import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WatchedRoom } from "./WatchedRoom.ts";

const OPENING = [
	["n", "c", "Lobby"],
	["w", "live", ""],
	["m", "1", { name: "Ada" }],
	["m", "2", {}],
	["s", "1", 9],
];

/** Returns a room that has read an opening snapshot at 1-5, and what its listener heard since. */
function opened() {
	const heard: Array<string> = [];
	const room = new WatchedRoom({
		onSpeaking: (userId, isSpeaking) => heard.push(`${userId} ${isSpeaking}`),
		onSpeakers: (speakers, reason) => heard.push(`${speakers} ${reason}`.trim()),
	});
	room.read(JSON.stringify([[1, 5, "s", OPENING]]));
	assert.deepEqual(heard.splice(0), ["live", "1 true"]);
	const read = (...segments: ReadonlyArray<unknown>): void => room.read(JSON.stringify(segments));
	return { room, heard, read };
}

describe("WatchedRoom", () => {
	it("should read a snapshot", () => {
		const { room } = opened();
		assert.deepEqual(room.roster, [
			["1", { name: "Ada" }],
			["2", {}],
		]);
		assert.deepEqual(room.speaking, ["1"]);
		assert.deepEqual(room.cursor, { term: 1, n: 5 });
		assert.deepEqual([...room.channels], [["c", "Lobby"]]);
		assert.deepEqual(room.faults, []);
	});

	/** By hand: changes of a delta -> who speaks, what the listener hears. */
	const cases: ReadonlyArray<
		readonly [title: string, changes: ReadonlyArray<unknown>, speaking: string, heard: ReadonlyArray<string>]
	> = [
		["stop", [["q", "1"]], "", ["1 false"]],
		["start", [["s", "2", 3]], "1,2", ["2 true"]],
		[
			"stop and start",
			[
				["q", "1"],
				["s", "1", 2],
			],
			"1",
			["1 false", "1 true"],
		],
		["silence a member that leaves", [["x", "1"]], "", ["1 false"]],
		["silence everyone without speakers", [["w", "none", "kicked"]], "", ["1 false", "none kicked"]],
		[
			"keep speaking over a profile",
			[
				["m", "1", { name: "Eve" }],
				["v", "1", 2],
			],
			"1",
			[],
		],
	];
	for (const [title, changes, speaking, expected] of cases) {
		it(`should ${title}`, () => {
			const { room, heard, read } = opened();
			read([1, 6, "d", changes]);
			assert.deepEqual([room.speaking.join(), heard, room.faults], [speaking, expected, []]);
		});
	}

	it("should report only what a second snapshot changes", () => {
		const { room, heard, read } = opened();
		read([
			2,
			1,
			"s",
			[
				["w", "live", ""],
				["m", "2", {}],
				["m", "3", {}],
				["s", "3", 1],
			],
		]);
		assert.deepEqual(heard, ["1 false", "3 true"]);
		assert.deepEqual(room.cursor, { term: 2, n: 1 });
		assert.deepEqual([...room.channels], []);
	});

	it("should count ticks without moving", () => {
		const { room, read } = opened();
		read([1, 5, "t", []]);
		assert.deepEqual([room.ticks, room.cursor], [1, { term: 1, n: 5 }]);
	});

	for (const [title, segment] of [
		["a hole", [1, 7, "d", []]],
		["a repeated delta", [1, 5, "d", []]],
		["an older term", [0, 9, "s", []]],
		["a delta of a new term", [2, 1, "d", []]],
		["a start of a stranger", [1, 6, "d", [["s", "9", 1]]]],
		["a second start", [1, 6, "d", [["s", "1", 1]]]],
		["a stop of a silent member", [1, 6, "d", [["q", "2"]]]],
		["a stranger that leaves", [1, 6, "d", [["x", "9"]]]],
		[
			"a start without speakers",
			[
				1,
				6,
				"d",
				[
					["w", "none", ""],
					["s", "2", 1],
				],
			],
		],
		["an unknown change", [1, 6, "d", [["?"]]]],
	] as const) {
		it(`should count ${title} as a fault`, () => {
			const { room, read } = opened();
			read(segment);
			assert.equal(room.faults.length, 1, room.faults.join());
		});
	}
});
