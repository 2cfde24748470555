import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FrameMeter } from "./FrameMeter.ts";

const COST = 256;
const bytes = (...values: ReadonlyArray<number>): Buffer => Buffer.from(values);
const frame = (first: number, size: number): Buffer => Buffer.concat([bytes(first, size), Buffer.alloc(size)]);
const text = frame(0x81, 5);
const firstPart = frame(0x01, 5);
const nextPart = frame(0x00, 5);
const lastPart = frame(0x80, 5);
const ping = frame(0x89, 3);

/** What comes, and the size after each slice. */
const CASES: ReadonlyArray<readonly [what: string, slices: ReadonlyArray<readonly [slice: Buffer, size: number]>]> = [
	["nothing of whole messages", [[Buffer.concat([text, text, ping]), 0]]],
	[
		"half a frame",
		[
			[text.subarray(0, 4), 4 + COST],
			[text.subarray(4), 0],
		],
	],
	[
		"each byte of a head",
		[
			[bytes(0x81), 1 + COST],
			[bytes(126), 2 + 2 * COST],
			[bytes(0), 3 + 3 * COST],
			[bytes(1), 4 + 4 * COST],
			[bytes(0), 0],
		],
	],
	[
		"a frame with a length of eight bytes",
		[
			[bytes(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0), 10 + COST],
			[Buffer.alloc(0xffff), 10 + 0xffff + 2 * COST],
			[Buffer.alloc(1), 0],
		],
	],
	[
		"fragments, with a ping between",
		[
			[firstPart, 7 + COST],
			[ping, 12 + 2 * COST],
			[nextPart, 19 + 3 * COST],
			[lastPart, 0],
		],
	],
	[
		"the slice in which another message begins",
		[
			[firstPart, 7 + COST],
			[Buffer.concat([lastPart, firstPart]), 14 + COST],
			[Buffer.concat([lastPart, text]), 0],
		],
	],
	["an empty fragment", [[bytes(0x01, 0), 2 + COST]]],
	[
		"a masked frame, which a server must not send",
		[
			[bytes(0x81, 0x81, 1, 2, 3, 4), 6 + COST],
			[bytes(0), 0],
		],
	],
	[
		"a frame longer than any",
		[
			[bytes(0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255), 10 + COST],
			[Buffer.alloc(1000), 1010 + 2 * COST],
		],
	],
];

describe("FrameMeter", () => {
	for (const [what, slices] of CASES) {
		it(`should count ${what}`, () => {
			const meter = new FrameMeter();
			for (const [slice, size] of slices) {
				meter.read(slice);
				assert.equal(meter.size, size);
			}
		});
	}
});
