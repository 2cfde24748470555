import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemNow } from "./clock.ts";

describe("systemNow", () => {
	it("should return Unix time in whole milliseconds", () => {
		const now = systemNow();
		assert.ok(Number.isInteger(now));
		assert.ok(Math.abs(now - Date.now()) < 60_000);
	});
});
