import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hchacha } from "@noble/ciphers/chacha.js";
import { utf8ToBytes } from "@noble/ciphers/utils.js";
import { seededRandom } from "../random.ts";
import { hchacha20 } from "./hchacha20.ts";

function derive(key: Uint32Array, nonce: Uint32Array): Buffer {
	const out = Buffer.alloc(32);
	hchacha20(key, nonce, new DataView(out.buffer, out.byteOffset, 32));
	return out;
}

function words(hex: string): Uint32Array {
	const bytes = Buffer.from(hex, "hex");
	return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(4 * index));
}

describe("hchacha20", () => {
	it("should match the draft's test vector", () => {
		// draft-irtf-cfrg-xchacha-03, 2.2.1
		const key = words("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
		const derived = derive(key, words("000000090000004a0000000031415927"));
		assert.equal(derived.toString("hex"), "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
	});

	it("should match @noble/ciphers", () => {
		const random = seededRandom(15);
		const sigma = new Uint32Array(utf8ToBytes("expand 32-byte k").slice().buffer);
		for (let round = 0; round < 200; round += 1) {
			const [key, nonce] = [8, 4].map((size) => Uint32Array.from({ length: size }, () => random() * 2 ** 32));
			const expected = new Uint32Array(8);
			hchacha(sigma, key!, nonce!, expected);
			const actual = derive(key!, nonce!);
			for (const [index, word] of expected.entries()) assert.equal(actual.readUInt32LE(4 * index), word);
		}
	});
});
