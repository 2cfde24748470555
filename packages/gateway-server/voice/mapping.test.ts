import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nextMapping, type Mapping } from "./mapping.ts";

const said = (flags: number, ssrc = 7): Mapping => ({ ssrc, flags });

/** By hand: the last announced mapping, the client's op 5, and the expected announcement. */
const ROWS: ReadonlyArray<readonly [string, Mapping | undefined, Mapping, Mapping | undefined]> = [
	["the first, with voice", undefined, said(1), said(1)],
	["the first, with no flags", undefined, said(0), said(0)],
	["a second start", said(1), said(1), undefined],
	["a stop", said(1), said(0), undefined],
	["a stop before any start", said(0), said(0), undefined],
	["a start after no flags", said(0), said(1), said(1)],
	["priority", said(1), said(5), said(5)],
	["the end of priority", said(5), said(1), said(1)],
	["a stop of priority", said(5), said(0), undefined],
	["another SSRC", said(1), said(1, 8), said(1, 8)],
	["another SSRC with a stop", said(5), said(0, 8), said(5, 8)],
];

describe("nextMapping", () => {
	for (const [name, before, now, told] of ROWS) {
		it(`should announce ${told === undefined ? "nothing" : "the mapping"} for ${name}`, () => {
			assert.deepEqual(nextMapping(before, now), told);
		});
	}
});
