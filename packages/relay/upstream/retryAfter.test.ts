import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readRateLimit } from "./retryAfter.ts";

/** By hand: header, body, and what they ask for. */
const LIMITS: ReadonlyArray<readonly [header: string | undefined, body: string, waitMs: number, isForAll: boolean]> = [
	["65", '{"message":"You are being rate limited.","retry_after":64.57,"global":false}', 65_000, false],
	["1", '{"retry_after":0.301,"global":true}', 1000, false],
	[undefined, '{"retry_after":0.3011}', 302, false],
	["2.5", '{"retry_after":7}', 7000, false],
	["0", '{"retry_after":0}', 0, false],
	["3600", "<html>banned</html>", 3_600_000, true],
	["2.5", "", 2500, true],
	["soon", "", 5000, true],
	["-1", '{"retry_after":-1}', 5000, true],
	["1e3", '{"retry_after":"9"}', 5000, true],
	["0x10", "null", 5000, true],
	["Fri, 27 Nov 2026 23:36:17 GMT", "[]", 5000, true],
	[undefined, "", 5000, true],
	["99999999999", "", 86_400_000, true],
	[undefined, '{"retry_after":1e300}', 86_400_000, false],
	[undefined, '{"retry_after":1e999}', 5000, true],
];

describe("readRateLimit", () => {
	for (const [header, body, waitMs, isForAll] of LIMITS) {
		it(`should read ${waitMs} ms from ${header} and ${JSON.stringify(body)}`, () => {
			assert.deepEqual(readRateLimit(header, body), { waitMs, isForAll });
		});
	}
});
