import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inGroups, readPrivacyCode, type PrivacyCode } from "./privacyCode.ts";

const CODE = "371698699813433681225121747168";
const SHOWN = "37169 86998 13433 68122 51217 47168";

/** Written by hand: a client's report and the code in it. */
const REPORTS: ReadonlyArray<readonly [text: string, expected: PrivacyCode | undefined]> = [
	[`epoch 1, privacy code ${SHOWN}`, { epoch: 1, code: CODE }],
	[`epoch 12, privacy code ${CODE}`, { epoch: 12, code: CODE }],
	["pending", undefined],
	["none", undefined],
	["", undefined],
	["epoch 1, privacy code 37169 86998", undefined],
	[`epoch 1, privacy code ${SHOWN} 1`, undefined],
	[`epoch, privacy code ${SHOWN}`, undefined],
	[SHOWN, undefined],
];

describe("readPrivacyCode", () => {
	for (const [text, expected] of REPORTS) {
		it(`should find ${expected === undefined ? "none" : expected.epoch} in "${text}"`, () => {
			assert.deepEqual(readPrivacyCode(text), expected);
		});
	}
});

describe("inGroups", () => {
	it("should insert a space after every five digits", () => {
		assert.equal(inGroups(CODE), SHOWN);
		assert.equal(inGroups(""), "");
	});
});
