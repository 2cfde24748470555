import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { filesUnder, hashContents } from "./stamp.mjs";

describe("hashContents", () => {
	/** @type {string} */
	let folder;
	/** @type {string} */
	let original;
	const hash = () => hashContents(folder, ["src", "tsconfig.json"]);

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "voice-gateway-"));
	});
	after(() => rmSync(folder, { recursive: true }));
	beforeEach(() => {
		rmSync(join(folder, "src"), { recursive: true, force: true });
		mkdirSync(join(folder, "src", "voice"), { recursive: true });
		writeFileSync(join(folder, "src", "voice", "a.ts"), "a");
		writeFileSync(join(folder, "tsconfig.json"), "{}");
		original = hash();
	});

	it("should stay the same while nothing changes", () => {
		assert.equal(hash(), original);
	});

	it("should change with a content", () => {
		writeFileSync(join(folder, "src", "voice", "a.ts"), "b");
		assert.notEqual(hash(), original);
	});

	it("should change with a name", () => {
		renameSync(join(folder, "src", "voice", "a.ts"), join(folder, "src", "voice", "b.ts"));
		assert.notEqual(hash(), original);
	});

	it("should change with a new file", () => {
		writeFileSync(join(folder, "src", "b.ts"), "");
		assert.notEqual(hash(), original);
	});

	it("should pass over a folder that does not exist", () => {
		assert.deepEqual(filesUnder(folder, "nowhere"), []);
	});

	it("should list files in a fixed order", () => {
		writeFileSync(join(folder, "src", "b.ts"), "");
		assert.deepEqual(filesUnder(folder, "src"), ["src/b.ts", "src/voice/a.ts"]);
	});
});
