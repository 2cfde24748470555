import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { u16, u32, u64, u8, vector, vectorLength } from "./tls.ts";
import { decode, TlsReader } from "./TlsReader.ts";

/** By hand from RFC 9420, 2.1.2: size of a vector, and the encoding of its length. */
const LENGTHS: ReadonlyArray<readonly [size: number, bytes: string]> = [
	[0, "00"],
	[37, "25"], // the RFC's own example
	[63, "3f"],
	[64, "4040"],
	[15_293, "7bbd"], // the RFC's own example
	[16_383, "7fff"],
	[16_384, "80004000"],
	[100_000, "800186a0"],
];

/** Bytes that are not a vector, and why. */
const MALFORMED: ReadonlyArray<readonly [bytes: string, reason: string]> = [
	["", "expected 1 bytes at 0 of 0"],
	["01", "vector at 0 has 1 bytes, but only 0 remain"],
	["40", "expected 1 bytes at 1 of 1"],
	["4001ff", "length at 0 is not in its shortest form"],
	["403f", "length at 0 is not in its shortest form"],
	["80003fff", "length at 0 is not in its shortest form"],
	["8000", "expected 3 bytes at 1 of 2"],
	["bfffffff", "vector at 0 has 1073741823 bytes, but only 0 remain"],
	["c0", "length at 0 has an invalid prefix"],
	["ff", "length at 0 has an invalid prefix"],
];

describe("vector", () => {
	for (const [size, bytes] of LENGTHS) {
		it(`should encode a length of ${size} as ${bytes}`, () => {
			const written = vector(Buffer.alloc(size, 1));
			assert.equal(written.subarray(0, bytes.length / 2).toString("hex"), bytes);
			assert.equal(written.length, size + bytes.length / 2);
		});
	}

	it("should concatenate its parts", () => {
		assert.deepEqual(
			vector(u8(1), u16(2), u32(3), u64(4n)).toString("hex"),
			"0f" + "01" + "0002" + "00000003" + "0000000000000004",
		);
	});

	it("should reject sizes that no length can encode", () => {
		assert.equal(vectorLength(2 ** 30 - 1).toString("hex"), "bfffffff");
		assert.throws(() => vectorLength(2 ** 30), {
			name: "RangeError",
			message: "vector must be below 1073741824 bytes, got 1073741824",
		});
	});
});

describe("TlsReader", () => {
	for (const [bytes, reason] of MALFORMED) {
		it(`should reject ${bytes || "no bytes"} as malformed`, () => {
			const read = decode(Buffer.from(bytes, "hex"), (reader) => reader.vector());
			assert.deepEqual(read, { kind: "malformed", reason });
		});
	}

	it("should read what was encoded", () => {
		const size = fc.oneof(fc.nat(70), fc.integer({ min: 16_000, max: 17_000 }));
		fc.assert(
			fc.property(size, fc.nat(0xffff), fc.nat(0xffffffff), fc.bigInt(0n, 2n ** 64n - 1n), (length, a, b, c) => {
				const reader = new TlsReader(Buffer.concat([vector(Buffer.alloc(length, 7)), u16(a), u32(b), u64(c)]));
				assert.deepEqual(reader.vector(), Buffer.alloc(length, 7));
				assert.deepEqual([reader.u16(), reader.u32(), reader.u64()], [a, b, c]);
				assert.ok(reader.isAtEnd);
			}),
		);
	});

	it("should read a list and report trailing bytes", () => {
		const bytes = Buffer.concat([vector(u16(1), u16(2)), u8(9)]);
		const reader = new TlsReader(bytes);
		assert.deepEqual(
			reader.list((inside) => inside.u16()),
			[1, 2],
		);
		assert.throws(() => reader.expectEnd(), /1 trailing bytes/);
		assert.deepEqual(reader.rest(), Buffer.of(9));
		assert.equal(reader.since(0).length, 5);
	});

	it("should report an unexpected number of either size", () => {
		const reader = new TlsReader(Buffer.concat([u8(3), u8(4), u16(500), u16(501)]));
		reader.expectU8(3, "kind");
		assert.throws(() => reader.expectU8(3, "kind"), { message: "kind must be 3, got 4" });
		reader.expectU16(500, "version");
		assert.throws(() => reader.expectU16(500, "version"), { message: "version must be 500, got 501" });
	});

	it("should not catch unrelated errors", () => {
		const fails = (): never => {
			throw new RangeError("mine");
		};
		assert.throws(() => decode(Buffer.alloc(0), fails), /mine/);
	});
});
