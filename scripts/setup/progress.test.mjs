import assert from "node:assert/strict";
import { test } from "node:test";
import { formatElapsed } from "./progress.mjs";

for (const [seconds, expected] of /** @type {const} */ ([
	[0, "0:00"],
	[9.9, "0:09"],
	[60, "1:00"],
	[605, "10:05"],
])) {
	test(`should write ${seconds} s as ${expected}`, () => assert.equal(formatElapsed(seconds), expected));
}
