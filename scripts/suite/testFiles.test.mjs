import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { narrow, testParameters } from "./testFiles.mjs";

const files = ["packages/relay/session.test.ts", "packages/gateway-server/Voice.test.ts"];

describe("narrow", () => {
	it("should keep every file without a word", () => {
		assert.deepEqual(narrow(files, undefined), files);
	});

	it("should keep the files with the word in their path, in any case", () => {
		assert.deepEqual(narrow(files, "voice"), ["packages/gateway-server/Voice.test.ts"]);
	});

	it("should look for tests of that name when no file has it", () => {
		assert.deepEqual(narrow(files, "resume"), ["--test-name-pattern=resume", ...files]);
	});
});

describe("testParameters", () => {
	it("should find this file", () => {
		assert.ok(testParameters("scripts", ".test.mjs").includes("scripts/suite/testFiles.test.mjs"));
	});

	it("should refuse a folder without tests", () => {
		assert.throws(() => testParameters("scripts", ".nothing"), /no file \*\.nothing in scripts\//);
	});
});
