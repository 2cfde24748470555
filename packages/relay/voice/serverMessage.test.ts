import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isNewer, readServerFrame, readServerText, stubOf, withoutKey, type ServerText } from "./serverMessage.ts";

/** By hand: a text, and what is read of it. */
const TEXTS: ReadonlyArray<readonly [text: string, message: ServerText | undefined]> = [
	['{"op":11,"seq":0,"d":{"user_ids":[]}}', { op: 11, seq: 0, d: { user_ids: [] } }],
	['{"op":9,"d":null}', { op: 9, seq: undefined, d: null }],
	['{"op":22,"seq":65535}', { op: 22, seq: 65_535, d: undefined }],
	['{"op":22,"seq":65537}', { op: 22, seq: 1, d: undefined }],
	['{"op":22,"seq":-1}', { op: 22, seq: undefined, d: undefined }],
	['{"op":22,"seq":1.5}', { op: 22, seq: undefined, d: undefined }],
	['{"op":22,"seq":1e300}', { op: 22, seq: undefined, d: undefined }],
	['{"op":22,"seq":"1"}', { op: 22, seq: undefined, d: undefined }],
	['{"op":4,"d":[1]}', { op: 4, seq: undefined, d: [1] }],
	['{"op":"22"}', undefined],
	["null", undefined],
	["[]", undefined],
	["{", undefined],
	["", undefined],
	[`{"op":11,"d":"${" ".repeat(262_144)}"}`, undefined],
];

describe("readServerText", () => {
	for (const [text, message] of TEXTS) {
		it(`should read ${text.slice(0, 40)}`, () => assert.deepEqual(readServerText(text), message));
	}
});

describe("readServerFrame", () => {
	it("should read the binary messages of DAVE, whatever their number", () => {
		for (const op of [25, 26, 27, 28, 29, 30]) {
			const frame = readServerFrame(Buffer.of(0x7b, 0x22, op, 1, 2));
			assert.deepEqual(frame, { op, seq: 0x7b22, payload: Buffer.of(1, 2) });
		}
	});

	it("should leave all others alone", () => {
		for (const bytes of [[], [0], [0, 1], [0, 1, 24], [0, 1, 31], [0, 1, 123]]) {
			assert.equal(readServerFrame(Buffer.from(bytes)), undefined);
		}
	});
});

describe("stubOf", () => {
	it("should keep opcode and number, and no byte of the payload", () => {
		const stub = stubOf({ op: 29, seq: 0, payload: Buffer.from("secret") });
		assert.equal(stub, '{"op":29,"seq":0,"d":{"size":6}}');
	});
});

/** By hand: a number, the last before it, and whether it is new. */
const SEQUENCES: ReadonlyArray<readonly [seq: number, last: number, isNew: boolean]> = [
	[0, -1, true],
	[65_535, -1, true],
	[1, 0, true],
	[0, 0, false],
	[0, 1, false],
	[0, 65_535, true],
	[65_535, 0, false],
	[5, 65_530, true],
	[65_530, 5, false],
	[32_767, 0, true],
	[32_768, 0, false],
];

describe("isNewer", () => {
	for (const [seq, last, isNew] of SEQUENCES) {
		it(`should say ${isNew} of ${seq} after ${last}`, () => assert.equal(isNewer(seq, last), isNew));
	}
});

describe("withoutKey", () => {
	const cut = (text: string): string => withoutKey(text, readServerText(text) ?? assert.fail(text));

	/** By hand: a text, and what is left of it. */
	const CUTS: ReadonlyArray<readonly [text: string, left: string]> = [
		['{"op":4,"seq":3,"d":{"mode":"m","secret_key":[1,2]}}', '{"op":4,"seq":3,"d":{"mode":"m"}}'],
		['{"op":4,"d":{"secret\\u005fkey":[1,2]}}', '{"op":4,"d":{}}'],
		['{"op":4,"d":{"secret_key":[1],"secret_key":[2],"a":1}}', '{"op":4,"d":{"a":1}}'],
		['{"op":99,"d":{"secret_key":null}}', '{"op":99,"d":{}}'],
		['{"op": 4, "d": {"mode": "m"}}', '{"op": 4, "d": {"mode": "m"}}'],
		['{"op":4,"d":null}', '{"op":4,"d":null}'],
	];
	for (const [text, left] of CUTS) it(`should leave ${left} of ${text}`, () => assert.equal(cut(text), left));

	it("should empty d if nested too deeply to write", () => {
		const nested = "[".repeat(9000) + "]".repeat(9000);
		assert.equal(cut(`{"op":4,"d":{"secret_key":[1],"a":${nested}}}`), '{"op":4,"d":{}}');
	});
});
