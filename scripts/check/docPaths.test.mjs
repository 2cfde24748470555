import assert from "node:assert/strict";
import { test } from "node:test";
import { findPaths } from "./docPaths.mjs";

test("should find paths between backticks, and nothing else", () => {
	const markdown = [
		"`src/protocol/` is pure, see `src/protocol/backoff.ts` and `.ci/run`.",
		"No paths: `npm run test:unit`, `@rbxts/t`, `test/*.spec.ts`, `https://a/b`, `a`, src/gone.ts, `text/`+`plain`.",
		"Made by a build: `build/place.rbxl`, `out/init.luau`, `bench/results.json`.",
		"```",
		"`src/inBlock.ts`",
		"```",
	].join("\n");
	assert.deepEqual(findPaths(markdown), ["src/protocol/", "src/protocol/backoff.ts", ".ci/run", "text/"]);
});
