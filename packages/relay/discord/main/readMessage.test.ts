import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMessage } from "./readMessage.ts";

const ROWS: ReadonlyArray<readonly [text: string, message: unknown]> = [
	['{"op":11,"s":null}', { op: 11, s: null }],
	['{"op":1.5}', { op: 1.5 }],
	['{"op":"11"}', undefined],
	['{"d":{}}', undefined],
	["[1]", undefined],
	["null", undefined],
	["11", undefined],
	["{", undefined],
	["", undefined],
];

describe("readMessage", () => {
	for (const [text, message] of ROWS) {
		it(`should read ${JSON.stringify(text)} as ${JSON.stringify(message) ?? "nothing"}`, () => {
			assert.deepEqual(readMessage(Buffer.from(text)), message);
		});
	}
});
