/** Properties that hold for all values and all bytes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeEtf, encodeEtf, EtfError } from "./etf.ts";
import { EtfTag } from "../../../src/protocol/gateway/etfTag.ts";

const TAGS = Object.values(EtfTag).filter((tag): tag is EtfTag => typeof tag === "number");

const json = fc.jsonValue({ maxDepth: 5, stringUnit: "binary" });

/** Bytes that get further than random ones: tags, small numbers and a few large ones. */
const likelyByte = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(...TAGS) },
	{ weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
);

/** Decodes the bytes. Any error other than EtfError fails the test. */
function tryDecode(bytes: Uint8Array): void {
	try {
		decodeEtf(bytes);
	} catch (error) {
		assert.ok(error instanceof EtfError, String(error));
	}
}

describe("encodeEtf and decodeEtf", () => {
	it("should round-trip values like JSON", () => {
		fc.assert(
			fc.property(json, (value) => {
				const bytes = encodeEtf(value);
				const expected = JSON.parse(JSON.stringify(value));
				assert.deepEqual(decodeEtf(bytes), expected);
				assert.deepEqual(decodeEtf(bytes, { isFromClient: true }), expected);
			}),
			{ numRuns: 500 },
		);
	});

	it("should round-trip integers", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: -(2n ** 600n), max: 2n ** 600n }), (value) => {
				assert.equal(BigInt(decodeEtf(encodeEtf(value)) as number | bigint), value);
			}),
		);
		fc.assert(
			fc.property(fc.maxSafeInteger(), (value) => {
				assert.equal(decodeEtf(encodeEtf(value)), value);
			}),
		);
	});

	it("should round-trip floats", () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				assert.equal(decodeEtf(encodeEtf(value)), value === 0 ? 0 : value);
			}),
		);
	});

	it("should reject truncated terms and trailing bytes", () => {
		fc.assert(
			fc.property(json, fc.integer({ min: 0, max: 255 }), (value, extra) => {
				const bytes = encodeEtf(value);
				for (let size = 0; size < bytes.length; size++) {
					assert.throws(() => decodeEtf(bytes.subarray(0, size)), EtfError);
				}
				assert.throws(() => decodeEtf(Buffer.concat([bytes, Buffer.from([extra])])), EtfError);
			}),
		);
	});

	it("should decode or reject random bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
				tryDecode(bytes);
				tryDecode(Buffer.concat([Buffer.from([131]), bytes]));
			}),
			{ numRuns: 2000 },
		);
	});

	it("should decode or reject bytes that resemble a term", () => {
		fc.assert(
			fc.property(fc.array(likelyByte, { maxLength: 64 }), (bytes) => tryDecode(Buffer.from([131, ...bytes]))),
			{ numRuns: 5000 },
		);
	});

	it("should decode or reject a term with one changed byte", () => {
		fc.assert(
			fc.property(json, fc.nat(), fc.integer({ min: 0, max: 255 }), (value, at, byte) => {
				const bytes = encodeEtf(value);
				bytes[at % bytes.length] = byte;
				tryDecode(bytes);
			}),
			{ numRuns: 2000 },
		);
	});
});
