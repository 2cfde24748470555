import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { isSignedWithLabel, pointOf, referenceOf, signWithLabel } from "./mls.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const CONTENT = Buffer.from("content");

/** Keys that are no points of P-256 as MLS writes them. */
const NO_POINTS: ReadonlyArray<readonly [name: string, point: Buffer]> = [
	["empty", Buffer.alloc(0)],
	["one byte short", pointOf(publicKey).subarray(0, 64)],
	["followed by a byte", Buffer.concat([pointOf(publicKey), Buffer.of(0)])],
	["65 bytes off the curve", Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)])],
	["65 bytes of another form", Buffer.alloc(65)],
];

describe("isSignedWithLabel", () => {
	const signature = signWithLabel(privateKey, "LeafNodeTBS", CONTENT);

	it("should take a signature of the same label, content and key", () => {
		assert.ok(isSignedWithLabel(pointOf(publicKey), "LeafNodeTBS", CONTENT, signature));
	});

	it("should refuse one for another label or content", () => {
		assert.ok(!isSignedWithLabel(pointOf(publicKey), "KeyPackageTBS", CONTENT, signature));
		assert.ok(!isSignedWithLabel(pointOf(publicKey), "LeafNodeTBS", Buffer.from("other"), signature));
		assert.ok(!isSignedWithLabel(pointOf(publicKey), "LeafNodeTBS", CONTENT, Buffer.alloc(0)));
	});

	for (const [name, point] of NO_POINTS) {
		it(`should refuse a key that is ${name}`, () => {
			assert.equal(isSignedWithLabel(point, "LeafNodeTBS", CONTENT, signature), false);
		});
	}
});

describe("referenceOf", () => {
	it("should hash label and value, each after its length", () => {
		const label = "MLS 1.0 Proposal Reference";
		const expected = createHash("sha256").update(Buffer.concat([Buffer.of(26), Buffer.from(label)]));
		assert.deepEqual(referenceOf(label, Buffer.of(7, 8)), expected.update(Buffer.of(2, 7, 8)).digest());
	});
});
