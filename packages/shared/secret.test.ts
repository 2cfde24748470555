import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSameSecret } from "./secret.ts";

describe("isSameSecret", () => {
	it("should accept only equal secrets", () => {
		assert.equal(isSameSecret("token", "token"), true);
		assert.equal(isSameSecret("", ""), true);
		for (const other of ["", "toke", "tokens", "Token", "token\0"])
			assert.equal(isSameSecret("token", other), false);
	});
});
