import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendPayload, revokePayload } from "../../../gateway-server/dave/ExternalSender.ts";
import { VECTORS } from "../../support/daveVectors.ts";
import { isAppend, joinAppends } from "./joinAppends.ts";

const { add, otherAdd, remove, append } = VECTORS;
const first = appendPayload([add.message]);
const second = appendPayload([remove.message, otherAdd.message]);

describe("joinAppends", () => {
	it("should append the proposals of all, in order", () => {
		const joined = joinAppends([first, second, appendPayload([])]);
		assert.deepEqual(joined, [appendPayload([add.message, remove.message, otherAdd.message])]);
	});

	it("should not change one payload or none", () => {
		assert.deepEqual(joinAppends([append]), [append]);
		assert.deepEqual(joinAppends([]), []);
	});

	it("should change nothing if one cannot be read", () => {
		for (const damaged of [first.subarray(0, -1), Buffer.concat([first, Buffer.of(0)]), Buffer.of(0, 0xff)]) {
			assert.deepEqual(joinAppends([first, damaged]), [first, damaged]);
		}
	});
});

describe("isAppend", () => {
	it("should decide by the first byte", () => {
		assert.equal(isAppend(first), true);
		assert.equal(isAppend(revokePayload([Buffer.alloc(32)])), false);
		assert.equal(isAppend(Buffer.alloc(0)), false);
	});
});
