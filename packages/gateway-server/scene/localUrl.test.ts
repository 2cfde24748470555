import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { localUrlOf } from "./localUrl.ts";

describe("localUrlOf", () => {
	for (const [url, expected] of [
		["ws://127.0.0.1:8080", "ws://127.0.0.1:8080"],
		["wss://0.0.0.0:8080", "wss://127.0.0.1:8080"],
		["ws://[::]:8080", "ws://127.0.0.1:8080"],
		["ws://[::1]:8080", "ws://[::1]:8080"],
	] as const) {
		it(`should be ${expected} for ${url}`, () => assert.equal(localUrlOf({ url }), expected));
	}
});
