import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cacheFolder, stateFolder } from "./paths.mjs";

const cases = [
	{ platform: "linux", home: "/h/ann", env: {}, expected: "/h/ann/.cache/voice-gateway" },
	{ platform: "linux", home: "/h/ann", env: { XDG_CACHE_HOME: "/c" }, expected: "/c/voice-gateway" },
	{ platform: "linux", home: "/h/ann", env: { XDG_CACHE_HOME: "c" }, expected: "/h/ann/.cache/voice-gateway" },
	{ platform: "darwin", home: "/U/ann", env: {}, expected: "/U/ann/Library/Caches/voice-gateway" },
	{ platform: "darwin", home: "/U/ann", env: { XDG_CACHE_HOME: "/c" }, expected: "/c/voice-gateway" },
	{ platform: "win32", home: "C:\\U\\ann", env: { LOCALAPPDATA: "D:\\L" }, expected: "D:\\L\\voice-gateway" },
	{ platform: "win32", home: "C:\\U\\ann", env: {}, expected: "C:\\U\\ann\\AppData\\Local\\voice-gateway" },
];

for (const { platform, home, env, expected } of cases) {
	test(`should put the cache of ${platform} with ${JSON.stringify(env)} at ${expected}`, () => {
		assert.equal(cacheFolder(env, platform, home), expected);
	});
}

test("should make a state folder that git ignores", () => {
	const clone = mkdtempSync(join(tmpdir(), "voice-gateway-"));
	try {
		assert.ok(existsSync(stateFolder(clone)));
		assert.equal(readFileSync(join(clone, ".setup", ".gitignore"), "utf8"), "*\n");
	} finally {
		rmSync(clone, { recursive: true });
	}
});
