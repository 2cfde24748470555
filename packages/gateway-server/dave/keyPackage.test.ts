import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DAVESession } from "@snazzah/davey";
import fc from "fast-check";
import { makeKeyPackage, makeSigner, type KeyPackageChanges } from "../../shared/support/mlsFixtures.ts";
import { decodeKeyPackage, keyPackageComplaint } from "./keyPackage.ts";

const USER = "104694319306248192";
const signer = makeSigner(USER);
const stranger = makeSigner(USER);

/** What is wrong with a key package of the user; `undefined` if nothing is. */
function complaintOf(bytes: Buffer): string | undefined {
	const keyPackage = decodeKeyPackage(bytes);
	return keyPackage.kind === "malformed" ? keyPackage.reason : keyPackageComplaint(keyPackage, USER);
}

/** By hand from the DAVE protocol, "Validation", and RFC 9420. */
const CASES: ReadonlyArray<readonly [name: string, changes: KeyPackageChanges, complaint: string | undefined]> = [
	["in order", {}, undefined],
	["of MLS version 2", { version: 2 }, "version must be 1, got 2"],
	["of another cipher suite", { cipherSuite: 1 }, "cipher suite must be 2, got 1"],
	["with an X.509 credential", { credentialType: 2 }, "credential type must be 1, got 2"],
	["of another user", { userId: "104694319306248193" }, "credential is of another user"],
	["made for an update", { source: "update" }, "leaf node must be of a key package, got update"],
	["made for a commit", { source: "commit" }, "leaf node must be of a key package, got commit"],
	["that begins late", { notBefore: 1n }, "lifetime must be from 0 to 2^64 - 1"],
	["that ends", { notAfter: 2n ** 64n - 2n }, "lifetime must be from 0 to 2^64 - 1"],
	["with a key that is no point", { point: Buffer.alloc(65, 4) }, "signature of the leaf node is wrong"],
	["with a compressed key", { point: Buffer.alloc(33, 2) }, "signature of the leaf node is wrong"],
	["whose leaf another signed", { leafSigner: stranger.key }, "signature of the leaf node is wrong"],
	["that another signed", { signer: stranger.key }, "signature of the key package is wrong"],
	["with something after it", { tail: Buffer.alloc(3) }, "3 bytes are left over"],
];

describe("a key package", () => {
	for (const [name, changes, complaint] of CASES) {
		it(`${name} should ${complaint === undefined ? "be taken" : "be refused"}`, () => {
			assert.equal(complaintOf(makeKeyPackage(signer, changes)), complaint);
		});
	}

	it("of davey should be taken, for its own user", () => {
		const bytes = new DAVESession(1, USER, "127121515262115840").getSerializedKeyPackage();
		assert.equal(complaintOf(bytes), undefined);
		const other = new DAVESession(1, "7", "127121515262115840").getSerializedKeyPackage();
		assert.equal(complaintOf(other), "credential is of another user");
	});

	it("should be refused, without an error, with any bit flipped and cut anywhere", () => {
		const bytes = makeKeyPackage(signer);
		for (let size = 0; size < bytes.length; size += 1) assert.ok(complaintOf(bytes.subarray(0, size)));
		const places = fc.nat(bytes.length - 1);
		fc.assert(
			fc.property(places, fc.nat(7), (at, bit) => {
				const damaged = Buffer.from(bytes);
				damaged[at]! ^= 1 << bit;
				assert.ok(complaintOf(damaged));
			}),
			{ numRuns: 300 },
		);
	});

	it("should be refused, without an error, when it is any bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => assert.ok(complaintOf(Buffer.from(bytes)))),
		);
	});
});
