/// <reference types="@rbxts/testez/globals" />

import { takeFreshSession } from "../../../src/protocol/voice/freshSessions";

/** Moments of requests, and whether each is granted: three in ten minutes. */
const ROWS: ReadonlyArray<readonly [name: string, moments: ReadonlyArray<number>, given: string]> = [
	["three at once", [0, 0, 0, 0], "yyyn"],
	["a fourth just within ten minutes", [0, 100, 200, 599], "yyyn"],
	["a fourth after ten minutes", [0, 100, 200, 600], "yyyy"],
	["no more for being refused", [0, 1, 2, 300, 300, 600, 600], "yyynnyn"],
	["those that are far apart for ever", [0, 300, 600, 900, 1200, 1500], "yyyyyy"],
];

export = () => {
	describe("takeFreshSession", () => {
		for (const [name, moments, given] of ROWS) {
			it(`should count ${name}`, () => {
				let begun: ReadonlyArray<number> = [];
				const answers = moments.map((now) => {
					const after = takeFreshSession(begun, now);
					begun = after ?? begun;
					return after === undefined ? "n" : "y";
				});
				expect(answers.join("")).to.equal(given);
				expect(begun.size() <= 3).to.equal(true);
			});
		}
	});
};
