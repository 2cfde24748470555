import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkClose, endsSession } from "./closePolicy.ts";

describe("endsSession", () => {
	it("should be true for 1000 and 1001 from the client only", () => {
		for (let code = 1000; code < 5000; code++) {
			assert.equal(endsSession("client", code), code === 1000 || code === 1001);
			assert.equal(endsSession("link", code), false);
		}
		assert.equal(endsSession("link", undefined), false);
		assert.equal(endsSession("client", undefined), false);
	});

	it("should be true for the server's final codes", () => {
		const ending = [4006, 4009, 4014, 4021, 4022];
		for (let code = 1000; code < 5000; code++) assert.equal(endsSession("server", code), ending.includes(code));
	});
});

describe("checkClose", () => {
	it("should accept codes that are valid in a close frame", () => {
		for (const code of [1000, 1001, 1003, 1007, 1014, 3000, 4000, 4999]) checkClose(code, "");
		for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 4000.5, NaN]) {
			assert.throws(() => checkClose(code, ""), /close code must be a standard code or from 3000 to 4999, got/);
		}
	});

	it("should accept reasons up to 123 bytes", () => {
		checkClose(4000, "x".repeat(123));
		checkClose(4000, "ü".repeat(61));
		assert.throws(() => checkClose(4000, "ü".repeat(62)), /close reason must be at most 123 bytes, got 124/);
	});
});
