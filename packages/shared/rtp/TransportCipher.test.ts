import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gcm } from "@noble/ciphers/aes.js";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { preferredMode, TRANSPORT_MODES, TransportCipher, type TransportMode } from "./TransportCipher.ts";

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));
const CLEAR = Buffer.from("90780001000003c00000002abede0001", "hex");
const BODY = Buffer.from("10ff9002f8fffe", "hex");

/** Published implementations of both modes, and the size of their nonces. */
const ORACLES = {
	aead_aes256_gcm_rtpsize: { cipher: gcm, nonceSize: 12 },
	aead_xchacha20_poly1305_rtpsize: { cipher: xchacha20poly1305, nonceSize: 24 },
} as const;

function expected(mode: TransportMode, body: Uint8Array, suffix: string): Buffer {
	const { cipher, nonceSize } = ORACLES[mode];
	const nonce = new Uint8Array(nonceSize);
	nonce.set(Buffer.from(suffix, "hex"));
	const sealed = cipher(KEY, nonce, CLEAR).encrypt(body);
	return Buffer.concat([CLEAR, sealed, Buffer.from(suffix, "hex")]);
}

const COUNTERS: ReadonlyArray<readonly [counter: number, suffix: string]> = [
	[0, "00000000"],
	[1, "00000001"],
	[0x01020304, "01020304"],
	[0xffffffff, "ffffffff"],
];

for (const mode of TRANSPORT_MODES) {
	describe(`TransportCipher (${mode})`, () => {
		const cipher = new TransportCipher(mode, KEY);

		for (const [counter, suffix] of COUNTERS) {
			it(`should match @noble/ciphers at counter ${counter}`, () => {
				for (const size of [0, 1, 3, 7, 160, 1200]) {
					const body = Buffer.alloc(size, BODY);
					const packet = expected(mode, body, suffix);
					assert.deepEqual(cipher.seal(CLEAR, body, counter), packet);
					assert.deepEqual(cipher.open(packet, CLEAR.length), body);
				}
			});
		}

		it("should reject every packet with one flipped bit", () => {
			const packet = cipher.seal(CLEAR, BODY, 7);
			for (let bit = 0; bit < packet.length * 8; bit += 1) {
				const forged = Buffer.from(packet);
				forged[bit >> 3]! ^= 1 << (bit & 7);
				assert.equal(cipher.open(forged, CLEAR.length), undefined, `bit ${bit}`);
			}
			assert.deepEqual(cipher.open(packet, CLEAR.length), BODY);
		});

		it("should reject every truncated packet", () => {
			const packet = cipher.seal(CLEAR, BODY, 7);
			for (let size = 0; size < packet.length; size += 1) {
				assert.equal(cipher.open(packet.subarray(0, size), CLEAR.length), undefined, `${size} bytes`);
			}
		});

		it("should reject another key or clear size", () => {
			const other = new TransportCipher(mode, Buffer.alloc(32, 1));
			const packet = cipher.seal(CLEAR, BODY, 7);
			assert.equal(other.open(packet, CLEAR.length), undefined);
			for (const size of [0, 12, CLEAR.length + 1, packet.length])
				assert.equal(cipher.open(packet, size), undefined);
		});

		it("should neither encrypt nor decrypt once wiped", () => {
			const wiped = new TransportCipher(mode, KEY);
			const packet = wiped.seal(CLEAR, BODY, 7);
			wiped.wipe();
			wiped.wipe();
			assert.equal(wiped.open(packet, CLEAR.length), undefined);
			assert.throws(() => wiped.seal(CLEAR, BODY, 8), /^Error: the key has been wiped/);
		});

		it("should copy the key", () => {
			const bytes = Buffer.from(KEY);
			const copied = new TransportCipher(mode, bytes);
			bytes.fill(0);
			assert.deepEqual(copied.seal(CLEAR, BODY, 7), cipher.seal(CLEAR, BODY, 7));
		});

		it("should reject a key of another size", () => {
			for (const size of [0, 16, 31, 33]) {
				const fault = new RegExp(`^RangeError: key must be 32 bytes, got ${size}$`);
				assert.throws(() => new TransportCipher(mode, Buffer.alloc(size)), fault);
			}
		});

		it("should reject a counter that does not fit", () => {
			for (const counter of [-1, 0.5, 2 ** 32, Number.NaN]) {
				assert.throws(
					() => cipher.seal(CLEAR, BODY, counter),
					/counter must be an integer from 0 to 4294967295/,
				);
			}
		});
	});
}

describe("preferredMode", () => {
	const [aes, xchacha] = TRANSPORT_MODES;
	const offers: ReadonlyArray<readonly [offered: ReadonlyArray<string>, mode: TransportMode | undefined]> = [
		[[xchacha, aes], aes],
		[["aead_aes256_gcm", xchacha, "xsalsa20_poly1305"], xchacha],
		[["xsalsa20_poly1305_lite_rtpsize"], undefined],
		[[], undefined],
	];
	for (const [offered, mode] of offers) {
		it(`should choose ${mode} of [${offered.join(", ")}]`, () => assert.equal(preferredMode(offered), mode));
	}
});
