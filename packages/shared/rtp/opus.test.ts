import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { opusSize, SILENCE_FRAME } from "./opus.ts";

/** By hand from the figure in the DAVE whitepaper: the bytes after the encrypted frame. */
const tail = (size: number): string =>
	`${"aa".repeat(8)}01${"00".repeat(size - 12)}${size.toString(16).padStart(2, "0")}fafa`;

const FRAMES: ReadonlyArray<readonly [name: string, hex: string, size: number]> = [
	["no frame", "", 0],
	["the silence frame", SILENCE_FRAME.toString("hex"), 3],
	["a plain frame", "78".repeat(160), 160],
	["an encrypted frame", `${"78".repeat(160)}${tail(12)}`, 160],
	["encrypted silence", `abcdef${tail(12)}`, 3],
	["a nonce of four bytes", `abcdef${tail(15)}`, 3],
	["only the tail", tail(12), 0],
	["a tail that is longer than the frame", `${"78".repeat(9)}fffafa`, 12],
	["a tail that is too short", `${"78".repeat(20)}0bfafa`, 23],
	["half a marker", `${"78".repeat(20)}0cfa`, 22],
	["a marker without room for a tail", "0cfafa", 3],
];

describe("opusSize", () => {
	for (const [name, hex, size] of FRAMES) {
		it(`should return ${size} bytes for ${name}`, () => assert.equal(opusSize(Buffer.from(hex, "hex")), size));
	}
});
