import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendBody, readProposals, revokeBody } from "./proposals.ts";
import { VECTORS } from "../../support/daveVectors.ts";

const { add, otherAdd, remove, append, revoke } = VECTORS;

describe("readProposals", () => {
	it("should find the adds of a batch, with their references", () => {
		assert.deepEqual(readProposals(append), {
			kind: "append",
			adds: [
				{ ref: add.ref, message: add.message },
				{ ref: otherAdd.ref, message: otherAdd.message },
			],
		});
	});

	it("should find what a batch revokes", () => {
		assert.deepEqual(readProposals(revoke), { kind: "revoke", refs: [add.ref, remove.ref] });
	});

	it("should find nothing in an empty batch", () => {
		assert.deepEqual(readProposals(Buffer.of(0, 0)), { kind: "append", adds: [] });
		assert.deepEqual(readProposals(Buffer.of(1, 0)), { kind: "revoke", refs: [] });
	});

	it("should report every truncated batch", () => {
		for (let size = 0; size < append.length; size += 1) {
			assert.equal(readProposals(append.subarray(0, size)).kind, "malformed", `${size} bytes`);
		}
	});

	it("should report a length that could be shorter", () => {
		const reason = "length at 1 is not in its shortest form";
		for (const header of ["4000", "80000000"]) {
			assert.deepEqual(readProposals(Buffer.from(`00${header}`, "hex")), { kind: "malformed", reason });
		}
	});
});

describe("revokeBody, appendBody", () => {
	it("should write what a gateway would", () => {
		assert.deepEqual(readProposals(Buffer.concat([Buffer.of(1), revokeBody(add.ref)])), {
			kind: "revoke",
			refs: [add.ref],
		});
		assert.deepEqual(readProposals(Buffer.concat([Buffer.of(0), appendBody(add.message)])), {
			kind: "append",
			adds: [{ ref: add.ref, message: add.message }],
		});
	});
});
