import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readWatchText } from "./watchText.ts";

/** By hand: texts that are refused, the ID of the answer, and its message. */
const REFUSED: ReadonlyArray<readonly [text: string, id: number | undefined, message: RegExp]> = [
	["", undefined, /^text is not JSON$/],
	["{", undefined, /^text is not JSON$/],
	["[1]", undefined, /^text must be an object$/],
	["null", undefined, /^text must be an object$/],
	["[".repeat(4096), undefined, /^text is not JSON$/],
	["{}", undefined, /^id must be an integer from 1/],
	['{"id":0,"op":"stop"}', undefined, /^id must be an integer from 1 to 4294967295, got 0$/],
	['{"id":"1","op":"stop"}', undefined, /^id must be/],
	['{"id":1}', 1, /^op must be "watch" or "stop"$/],
	['{"id":1,"op":"open"}', 1, /^op must be/],
	['{"id":1,"op":"watch"}', 1, /^room must be an object$/],
	['{"id":1,"op":"watch","room":{"guild":7}}', 1, /^room.guild must be an ID/],
];

describe("readWatchText", () => {
	for (const [text, id, message] of REFUSED) {
		it(`should refuse ${text.slice(0, 40) || "nothing"}`, () => {
			assert.throws(() => readWatchText(Buffer.from(text)), { code: "bad_record", id, message });
		});
	}

	it("should read watch and stop", () => {
		const absent = { bot: undefined, channel: undefined, speakers: undefined, from: undefined };
		assert.deepEqual(readWatchText(Buffer.from('{"op":"watch","id":3,"room":{"guild":"7"},"more":1}')), {
			op: "watch",
			id: 3,
			room: { ...absent, guild: "7" },
		});
		assert.deepEqual(readWatchText(Buffer.from('{"op":"stop","id":3}')), { op: "stop", id: 3 });
	});
});
