import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addCounts, formatCounts, parseCounts } from "./counts.mjs";

const cases = [
	{ name: "TestEZ", output: "Test results:\n[+] a\n3 passed, 1 failed, 2 skipped\n", expected: [3, 1, 2] },
	{ name: "a runner without skips", output: "3 passed, 0 failed", expected: [3, 0, 0] },
	{
		name: "node's tap",
		output: "# tests 6\n# suites 1\n# pass 1\n# fail 2\n# cancelled 3\n# skipped 4\n# todo 5\n# duration_ms 9",
		expected: [1, 5, 9],
	},
	{
		name: "node's spec",
		output: "ℹ tests 1\r\nℹ pass 1\r\nℹ fail 0\r\nℹ cancelled 0\r\nℹ skipped 0\r\nℹ todo 0\r\n",
		expected: [1, 0, 0],
	},
	{
		name: "coloured output",
		output: "\x1b[34mℹ pass 2\x1b[39m\n\x1b[34mℹ fail 0\x1b[39m\n\x1b[34mℹ skipped 1\x1b[39m\n",
		expected: [2, 0, 1],
	},
	{ name: "several closing lines", output: "1 passed, 0 failed\nlater\n2 passed, 0 failed", expected: [2, 0, 0] },
	{
		name: "a test that prints such lines before the end",
		output: "9 passed, 9 failed\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n",
		expected: [1, 0, 0],
	},
];

describe("parseCounts", () => {
	for (const { name, output, expected } of cases) {
		it(`should read ${name}`, () => {
			const [passed, failed, skipped] = expected;
			assert.deepEqual(parseCounts(output), { passed, failed, skipped });
		});
	}

	for (const output of ["", "all is well", "said: 3 passed, 0 failed", "# pass 1\n# fail 0\n"]) {
		it(`should find no counts in ${JSON.stringify(output)}`, () => {
			assert.equal(parseCounts(output), undefined);
		});
	}
});

describe("addCounts", () => {
	it("should add up each kind", () => {
		const sum = addCounts([
			{ passed: 1, failed: 2, skipped: 3 },
			{ passed: 10, failed: 20, skipped: 30 },
		]);
		assert.equal(formatCounts(sum), "11 passed, 22 failed, 33 skipped");
	});

	it("should be nothing for no suite", () => {
		assert.equal(formatCounts(addCounts([])), "0 passed, 0 failed, 0 skipped");
	});
});
