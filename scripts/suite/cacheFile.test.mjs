import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Sandbox } from "../support/sandbox.mjs";
import { withCacheFile } from "./cacheFile.mjs";

describe("withCacheFile", () => {
	/** @type {Sandbox} */
	let sandbox;
	/** @type {string} */
	let cache;

	beforeEach(() => {
		sandbox = new Sandbox();
		cache = join(sandbox.folder, "caches", "lint");
	});
	afterEach(() => sandbox.remove());

	/** @param {string} content */
	const write = (content) =>
		withCacheFile(cache, async (copy) => {
			writeFileSync(copy, content);
			return 7;
		});
	const kept = () => [readdirSync(join(sandbox.folder, "caches")), readFileSync(cache, "utf8")];

	it("should keep what the tool writes", async () => {
		assert.equal(await write("one"), 7);
		assert.deepEqual(kept(), [["lint"], "one"]);
	});

	it("should hand the tool what the last run wrote", async () => {
		await write("one");
		assert.equal(await withCacheFile(cache, async (copy) => readFileSync(copy, "utf8")), "one");
	});

	it("should show no half-written file beside the tool", async () => {
		await write("one");
		await withCacheFile(cache, async (copy) => {
			writeFileSync(copy, "tw");
			assert.equal(readFileSync(cache, "utf8"), "one");
		});
	});

	it("should keep the old file if the action throws", async () => {
		await write("one");
		const action = async (/** @type {string} */ copy) => {
			writeFileSync(copy, "tw");
			throw new Error("killed");
		};
		await assert.rejects(withCacheFile(cache, action), /killed/);
		assert.deepEqual(kept(), [["lint"], "one"]);
	});
});
