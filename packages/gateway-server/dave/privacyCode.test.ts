import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkPrivacyCode } from "./privacyCode.ts";

const CODE = "371698699813433681225121747168";

/** By hand: an epoch, a code, and the expected error, if any. */
const REPORTS: ReadonlyArray<readonly [epoch: unknown, code: unknown, message: RegExp | undefined]> = [
	[1, CODE, undefined],
	[9007199254740991, "0".repeat(30), undefined],
	[0, CODE, /^epoch must be an integer from 1 to 9007199254740991, got 0$/],
	[-1, CODE, /got -1$/],
	[1.5, CODE, /got 1\.5$/],
	[NaN, CODE, /got NaN$/],
	[2 ** 53, CODE, /got 9007199254740992$/],
	["1", CODE, /^epoch must be an integer/],
	[undefined, CODE, /got undefined$/],
	[1, "", /^privacy code must be 30 digits, got ""$/],
	[1, CODE.slice(1), /got "71698699813433681225121747168"$/],
	[1, `${CODE}0`, /must be 30 digits/],
	[1, `${CODE}\n`, /must be 30 digits/],
	[1, "37169 86998 13433 68122 51217 47168", /must be 30 digits/],
	[1, "٣".repeat(30), /must be 30 digits/],
	[1, Number(CODE), /must be 30 digits/],
	[1, [CODE], /must be 30 digits/],
	[1, null, /got null$/],
];

describe("checkPrivacyCode", () => {
	for (const [epoch, code, message] of REPORTS) {
		const verb = message === undefined ? "accept" : "reject";
		it(`should ${verb} ${JSON.stringify(code)} for epoch ${String(epoch)}`, () => {
			const check = (): void => checkPrivacyCode(epoch, code);
			if (message === undefined) assert.doesNotThrow(check);
			else assert.throws(check, { name: "RangeError", message });
		});
	}
});
