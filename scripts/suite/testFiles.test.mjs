import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { testFiles } from "./testFiles.mjs";

describe("testFiles", () => {
	it("should find this file", () => {
		const files = testFiles("scripts", (path) => path.endsWith(".test.mjs"));
		assert.ok(files.includes("scripts/suite/testFiles.test.mjs"));
	});

	it("should refuse a folder without tests", () => {
		assert.throws(() => testFiles("scripts", () => false), /no test file in scripts\//);
	});
});
