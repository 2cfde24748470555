import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DAVESession } from "@snazzah/davey";
import fc from "fast-check";
import { makeKeyPackage, makeSigner, type KeyPackageChanges } from "../../shared/support/mlsFixtures.ts";
import { decodeKeyPackage, keyPackageComplaint } from "./keyPackage.ts";

const USER = "104694319306248192";
const signer = makeSigner(USER);
const stranger = makeSigner(USER);

/** Returns what is wrong with a key package of the user, or `undefined` if it is valid. */
function complaintOf(bytes: Buffer): string | undefined {
	const keyPackage = decodeKeyPackage(bytes);
	return keyPackage.kind === "malformed" ? keyPackage.reason : keyPackageComplaint(keyPackage, USER);
}

/** By hand from the DAVE protocol, "Validation", and RFC 9420. */
const CASES: ReadonlyArray<readonly [name: string, changes: KeyPackageChanges, complaint: string | undefined]> = [
	["that is valid", {}, undefined],
	["for MLS version 2", { version: 2 }, "version must be 1, got 2"],
	["for another cipher suite", { cipherSuite: 1 }, "cipher suite must be 2, got 1"],
	["with an X.509 credential", { credentialType: 2 }, "credential type must be 1, got 2"],
	["of another user", { userId: "104694319306248193" }, "credential belongs to another user"],
	["made for an update", { source: "update" }, "leaf node must come from a key package, got update"],
	["made for a commit", { source: "commit" }, "leaf node must come from a key package, got commit"],
	["with a late start", { notBefore: 1n }, "lifetime must be from 0 to 2^64 - 1"],
	["with an end", { notAfter: 2n ** 64n - 2n }, "lifetime must be from 0 to 2^64 - 1"],
	["with a key that is not a point", { point: Buffer.alloc(65, 4) }, "leaf node signature is invalid"],
	["with a compressed key", { point: Buffer.alloc(33, 2) }, "leaf node signature is invalid"],
	["with a leaf signed by another", { leafSigner: stranger.key }, "leaf node signature is invalid"],
	["signed by another", { signer: stranger.key }, "key package signature is invalid"],
	["with trailing bytes", { tail: Buffer.alloc(3) }, "3 trailing bytes"],
];

describe("a key package", () => {
	for (const [name, changes, complaint] of CASES) {
		it(`should ${complaint === undefined ? "be accepted" : "be rejected"} ${name}`, () => {
			assert.equal(complaintOf(makeKeyPackage(signer, changes)), complaint);
		});
	}

	it("should be accepted from davey, for its own user only", () => {
		const bytes = new DAVESession(1, USER, "127121515262115840").getSerializedKeyPackage();
		assert.equal(complaintOf(bytes), undefined);
		const other = new DAVESession(1, "7", "127121515262115840").getSerializedKeyPackage();
		assert.equal(complaintOf(other), "credential belongs to another user");
	});

	it("should be rejected with any bit flipped or truncated anywhere", () => {
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

	it("should be rejected without an error for random bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => assert.ok(complaintOf(Buffer.from(bytes)))),
		);
	});
});
