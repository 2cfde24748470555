import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSendableCode, LEAVING_CODES, MAX_REASON_SIZE } from "./closeFrame.ts";

describe("isSendableCode", () => {
	it("should accept exactly the sendable codes of RFC 6455", () => {
		const taken = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999];
		for (const code of taken) assert.ok(isSendableCode(code), String(code));
		const refused = [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 4000.5, NaN, "4000", undefined];
		for (const code of refused) assert.ok(!isSendableCode(code), String(code));
	});
});

describe("LEAVING_CODES, MAX_REASON_SIZE", () => {
	it("should match Discord and RFC 6455", () => {
		assert.deepEqual([...LEAVING_CODES], [1000, 1001]);
		assert.equal(MAX_REASON_SIZE, 123);
	});
});
