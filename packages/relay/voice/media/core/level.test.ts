import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { levelOf } from "./level.ts";

/** By hand: 4 dB a step, from -3 dBov down to -60 dBov. */
const LEVELS: ReadonlyArray<readonly [audioLevel: number | undefined, level: number]> = [
	[0, 15],
	[3, 15],
	[4, 14],
	[30, 8],
	[59, 1],
	[60, 0],
	[126, 0],
	[127, 0],
	[undefined, 8],
];

describe("levelOf", () => {
	for (const [audioLevel, level] of LEVELS) {
		it(`should return ${level} for ${audioLevel}`, () => assert.equal(levelOf(audioLevel), level));
	}
});
