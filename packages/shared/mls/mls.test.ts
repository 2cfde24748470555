import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { isSignedWithLabel, pointOf, referenceOf, signWithLabel } from "./mls.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const CONTENT = Buffer.from("content");

/** Keys that are not valid encodings of P-256 points. */
const NO_POINTS: ReadonlyArray<readonly [name: string, point: Buffer]> = [
	["empty", Buffer.alloc(0)],
	["one byte short", pointOf(publicKey).subarray(0, 64)],
	["followed by an extra byte", Buffer.concat([pointOf(publicKey), Buffer.of(0)])],
	["65 bytes off the curve", Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)])],
	["65 bytes in another form", Buffer.alloc(65)],
];

describe("isSignedWithLabel", () => {
	const signature = signWithLabel(privateKey, "LeafNodeTBS", CONTENT);

	it("should accept a matching label, content and key", () => {
		assert.ok(isSignedWithLabel(pointOf(publicKey), "LeafNodeTBS", CONTENT, signature));
	});

	it("should reject another label or content", () => {
		assert.ok(!isSignedWithLabel(pointOf(publicKey), "KeyPackageTBS", CONTENT, signature));
		assert.ok(!isSignedWithLabel(pointOf(publicKey), "LeafNodeTBS", Buffer.from("other"), signature));
		assert.ok(!isSignedWithLabel(pointOf(publicKey), "LeafNodeTBS", CONTENT, Buffer.alloc(0)));
	});

	for (const [name, point] of NO_POINTS) {
		it(`should reject a key that is ${name}`, () => {
			assert.equal(isSignedWithLabel(point, "LeafNodeTBS", CONTENT, signature), false);
		});
	}
});

describe("referenceOf", () => {
	it("should hash the length-prefixed label and value", () => {
		const label = "MLS 1.0 Proposal Reference";
		const expected = createHash("sha256").update(Buffer.concat([Buffer.of(26), Buffer.from(label)]));
		assert.deepEqual(referenceOf(label, Buffer.of(7, 8)), expected.update(Buffer.of(2, 7, 8)).digest());
	});
});
