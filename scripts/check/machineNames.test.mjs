import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findMachineNames } from "./machineNames.mjs";

// built from parts so that the check does not match this file
const slash = "/";
const dot = ".";

const found = [
	`see ${slash}work/main`,
	`"cwd": "${slash}home/ann/voice"`,
	`(${slash}root/x)`,
	`${slash}Users/ann`,
	`https:${slash}${slash}registry.npmjs${dot}org/ws`,
	`static.crates${dot}io`,
	`deb.debian${dot}org`,
	`"resolved"${":"} "https://example.com/ws.tgz",`,
];

const passed = [
	"src/work/a.ts",
	"https://example.com/home/a",
	"./root/a",
	"GET /rooted",
	'"resolved": "server",',
	"~/work/a",
];

describe("findMachineNames", () => {
	for (const text of found) {
		it(`should find ${text}`, () => assert.match(findMachineNames(`\n${text}`)[0], /^line 2: /));
	}
	for (const text of passed) {
		it(`should pass ${text}`, () => assert.deepEqual(findMachineNames(text), []));
	}
});
