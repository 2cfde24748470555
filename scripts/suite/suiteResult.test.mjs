import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./suiteResult.mjs";

const suite = { name: "s", level: /** @type {const} */ ("nothing"), command: () => [], counts: true };
const check = { ...suite, counts: false };
const good = "5 passed, 0 failed, 1 skipped";

const cases = [
	{ name: "a check that ends well", suite: check, code: 0, output: "", expected: [1, 0, 0] },
	{ name: "a check that fails", suite: check, code: 2, output: good, expected: [0, 1, 0] },
	{ name: "a suite's counts", suite, code: 0, output: good, expected: [5, 0, 1] },
	{ name: "a suite with failed tests", suite, code: 1, output: "5 passed, 2 failed", expected: [5, 2, 0] },
	{
		name: "a bad exit code after good counts",
		suite,
		code: 1,
		output: good,
		expected: [5, 1, 1],
		fault: /exit code is 1/,
	},
	{ name: "a suite without counts", suite, code: 0, output: "", expected: [0, 1, 0], fault: /exit code 0, without/ },
	{
		name: "a suite that ran nothing",
		suite,
		code: 0,
		output: "0 passed, 0 failed",
		expected: [0, 1, 0],
		fault: /no test/,
	},
];

for (const { name, suite, code, output, expected, fault } of cases) {
	test(`should judge ${name}`, () => {
		const result = judge(suite, { code, output, timedOut: false }, 900);
		const [passed, failed, skipped] = expected;
		assert.deepEqual(result.counts, { passed, failed, skipped });
		if (fault) assert.match(result.fault ?? "", fault);
		else assert.equal(result.fault, undefined);
	});
}

test("should tell a suite that was stopped at its time limit", () => {
	const { fault } = judge(suite, { code: 143, output: "", timedOut: true }, 900);
	assert.equal(fault, "stopped after 900 s, without closing counts");
});
