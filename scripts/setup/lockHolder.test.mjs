import assert from "node:assert/strict";
import { test } from "node:test";
import { isDead } from "./lockHolder.mjs";

const witness = { host: "a", pid: 7, silence: 0, isAlive: (/** @type {number} */ pid) => pid === 5 };

const cases = [
	{ name: "a living process", holder: { pid: 5, host: "a" }, silence: 60, expected: false },
	{ name: "a dead process", holder: { pid: 6, host: "a" }, silence: 0, expected: true },
	{ name: "a process with our own pid", holder: { pid: 7, host: "a" }, silence: 0, expected: true },
	{ name: "a process of another host", holder: { pid: 6, host: "b" }, silence: 60, expected: false },
	{ name: "a process of another host, silent for long", holder: { pid: 6, host: "b" }, silence: 61, expected: true },
	{ name: "a living process, silent for long", holder: { pid: 5, host: "a" }, silence: 61, expected: true },
	{ name: "a file just created", holder: { pid: 0, host: "" }, silence: 1, expected: false },
	{ name: "a file that stayed empty", holder: { pid: 0, host: "" }, silence: 3, expected: true },
];

for (const { name, holder, silence, expected } of cases) {
	test(`should count ${name} as ${expected ? "dead" : "alive"}`, () => {
		assert.equal(isDead({ ...holder, touchedAt: 1 }, { ...witness, silence }), expected);
	});
}
