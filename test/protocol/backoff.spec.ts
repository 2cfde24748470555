/// <reference types="@rbxts/testez/globals" />

import { backoffDelay } from "../../src/protocol/backoff";

const OPTIONS = { base: 1, cap: 30 };

/** Attempt, random share, seconds: by hand. */
const DELAYS: ReadonlyArray<readonly [attempt: number, share: number, seconds: number]> = [
	[1, 0, 0],
	[1, 0.5, 0.5],
	[1, 1, 1],
	[2, 1, 2],
	[3, 0.5, 2],
	[5, 1, 16],
	[6, 1, 30],
	[100, 1, 30],
	[100_000, 0.5, 15],
];

export = () => {
	describe("backoffDelay", () => {
		for (const [attempt, share, seconds] of DELAYS) {
			it(`should be ${seconds} s for attempt ${attempt} and share ${share}`, () => {
				expect(backoffDelay(attempt, share, OPTIONS)).to.equal(seconds);
			});
		}

		it("should count attempts from 1", () => {
			expect(() => backoffDelay(0, 1, OPTIONS)).to.throw("at least 1, got 0");
		});
	});
};
