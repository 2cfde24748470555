import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SweepPace } from "./SweepPace.ts";

/** By hand: milliseconds before each sweep, and whether it may stop anyone. */
const SWEEPS: ReadonlyArray<readonly [title: string, delays: ReadonlyArray<number>, may: ReadonlyArray<boolean>]> = [
	["let every sweep in time stop", [50, 50, 60, 250], [true, true, true, true]],
	["skip one sweep that is 201 ms late", [50, 251, 50], [true, false, true]],
	["let the second of two late sweeps stop", [251, 251, 251, 50], [false, true, false, true]],
];

describe("SweepPace", () => {
	for (const [title, delays, may] of SWEEPS) {
		it(`should ${title}`, () => {
			const pace = new SweepPace();
			let now = 1000;
			pace.begin(now);
			const judged = delays.map((delay) => pace.mayStop((now += delay)));
			assert.deepEqual(judged, may);
		});
	}

	it("should count from when it begins", () => {
		const pace = new SweepPace();
		pace.begin(0);
		assert.equal(pace.mayStop(1000), false);
		pace.begin(5000);
		assert.equal(pace.mayStop(5050), true);
	});
});
