import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeCodeOfError, decodeCloseCode } from "./closing.ts";

describe("decodeCloseCode", () => {
	it("should distinguish a lost connection from a close frame", () => {
		assert.equal(decodeCloseCode(1006), undefined);
		for (const code of [1000, 1001, 1005, 4000]) assert.equal(decodeCloseCode(code), code);
	});
});

describe("closeCodeOfError", () => {
	const cases: ReadonlyArray<readonly [string | undefined, number | undefined]> = [
		["WS_ERR_INVALID_UTF8", 1007],
		["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
		["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
		["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
		["WS_ERR_EXPECTED_MASK", 1002],
		["ECONNRESET", undefined],
		[undefined, undefined],
	];
	for (const [code, expected] of cases) {
		it(`should be ${expected} for ${code}`, () => {
			assert.equal(closeCodeOfError(Object.assign(new Error("x"), { code })), expected);
		});
	}
});
