import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readRoom } from "./roomData.ts";

/** By hand: what is refused, and the error. */
const REFUSED: ReadonlyArray<readonly [room: unknown, message: string]> = [
	[1, "room must be an object"],
	[[], "room must be an object"],
	[null, "room must be an object"],
	[{}, "room.guild must be an ID: a string of digits"],
	[{ guild: 1 }, "room.guild must be an ID: a string of digits"],
	[{ guild: "x" }, "room.guild must be an ID: a string of digits"],
	[{ guild: "1".repeat(21) }, "room.guild must be an ID: a string of digits"],
	[{ guild: "1", channel: 2 }, "room.channel must be an ID: a string of digits"],
	[{ guild: "1", bot: "a b" }, "room.bot must be a bot's name"],
	[{ guild: "1", channel: "2", speakers: 1 }, "room.speakers must be true or false"],
	[{ guild: "1", speakers: true }, "room.speakers needs room.channel: the room of a guild has rosters only"],
	[{ guild: "1", from: 1 }, "room.from must be [term, n]"],
	[{ guild: "1", from: [1] }, "room.from must be [term, n]"],
	[{ guild: "1", from: [1, -1] }, "room.from must be [term, n]"],
	[{ guild: "1", from: [1, 1.5] }, "room.from must be [term, n]"],
	[{ guild: "1", from: [1, "2"] }, "room.from must be [term, n]"],
];

describe("readRoom", () => {
	for (const [room, message] of REFUSED) {
		it(`should refuse ${JSON.stringify(room).slice(0, 50)}`, () => {
			assert.throws(() => readRoom(room), { code: "bad_record", message });
		});
	}

	it("should read every field", () => {
		assert.deepEqual(readRoom({ bot: "main", guild: "1", channel: "2", speakers: false, from: [3, 4], more: 1 }), {
			bot: "main",
			guild: "1",
			channel: "2",
			speakers: false,
			from: { term: 3, n: 4 },
		});
	});

	it("should need only a guild", () => {
		const absent = { bot: undefined, channel: undefined, speakers: undefined, from: undefined };
		assert.deepEqual(readRoom({ guild: "1", channel: null }), { ...absent, guild: "1" });
	});
});
