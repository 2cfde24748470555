import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendBody, readProposals, revokeBody } from "./proposals.ts";
import { TlsError, tlsVector } from "./TlsReader.ts";
import { VECTORS } from "../support/daveVectors.ts";

const { add, otherAdd, remove, append, revoke } = VECTORS;

describe("readProposals", () => {
	it("should find the adds of a batch, and what each is called", () => {
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

	it("should say so of every batch that is cut short", () => {
		for (let size = 0; size < append.length; size += 1) {
			assert.throws(() => readProposals(append.subarray(0, size)), TlsError, `${size} bytes`);
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

/** By hand, from RFC 9420, section 2.1.2: size of a vector, and its header. */
const HEADERS: ReadonlyArray<readonly [size: number, header: string]> = [
	[0, "00"],
	[63, "3f"],
	[64, "4040"],
	[16_383, "7fff"],
	[16_384, "80004000"],
	[70_000, "80011170"],
];

describe("tlsVector", () => {
	for (const [size, header] of HEADERS) {
		it(`should write a header of ${header} for ${size} bytes`, () => {
			const bytes = tlsVector(Buffer.alloc(size));
			assert.equal(bytes.subarray(0, bytes.length - size).toString("hex"), header);
		});
	}
});
