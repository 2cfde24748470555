/**
 * HChaCha20, which node:crypto lacks: derives the key for one XChaCha20 nonce. Pure.
 * Source: draft-irtf-cfrg-xchacha-03, 2.2. The quarter rounds are unrolled over local variables, which is three times
 * faster than an array: this runs for every packet.
 */

/** "expand 32-byte k", as little-endian words. */
const [C0, C1, C2, C3] = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;
const DOUBLE_ROUNDS = 10;

/**
 * @param key 8 words, little-endian.
 * @param nonce 4 words, little-endian: the first 16 bytes of the XChaCha20 nonce.
 * @param out Receives the derived key, 32 bytes.
 */
export function hchacha20(key: Uint32Array, nonce: Uint32Array, out: DataView): void {
	let [x0, x1, x2, x3]: [number, number, number, number] = [C0, C1, C2, C3];
	let [x4, x5, x6, x7] = [key[0]! | 0, key[1]! | 0, key[2]! | 0, key[3]! | 0];
	let [x8, x9, x10, x11] = [key[4]! | 0, key[5]! | 0, key[6]! | 0, key[7]! | 0];
	let [x12, x13, x14, x15] = [nonce[0]! | 0, nonce[1]! | 0, nonce[2]! | 0, nonce[3]! | 0];
	// prettier-ignore
	for (let round = 0; round < DOUBLE_ROUNDS; round += 1) {
		x0 = (x0 + x4) | 0; x12 = rotate(x12 ^ x0, 16); x8 = (x8 + x12) | 0; x4 = rotate(x4 ^ x8, 12);
		x0 = (x0 + x4) | 0; x12 = rotate(x12 ^ x0, 8); x8 = (x8 + x12) | 0; x4 = rotate(x4 ^ x8, 7);
		x1 = (x1 + x5) | 0; x13 = rotate(x13 ^ x1, 16); x9 = (x9 + x13) | 0; x5 = rotate(x5 ^ x9, 12);
		x1 = (x1 + x5) | 0; x13 = rotate(x13 ^ x1, 8); x9 = (x9 + x13) | 0; x5 = rotate(x5 ^ x9, 7);
		x2 = (x2 + x6) | 0; x14 = rotate(x14 ^ x2, 16); x10 = (x10 + x14) | 0; x6 = rotate(x6 ^ x10, 12);
		x2 = (x2 + x6) | 0; x14 = rotate(x14 ^ x2, 8); x10 = (x10 + x14) | 0; x6 = rotate(x6 ^ x10, 7);
		x3 = (x3 + x7) | 0; x15 = rotate(x15 ^ x3, 16); x11 = (x11 + x15) | 0; x7 = rotate(x7 ^ x11, 12);
		x3 = (x3 + x7) | 0; x15 = rotate(x15 ^ x3, 8); x11 = (x11 + x15) | 0; x7 = rotate(x7 ^ x11, 7);

		x0 = (x0 + x5) | 0; x15 = rotate(x15 ^ x0, 16); x10 = (x10 + x15) | 0; x5 = rotate(x5 ^ x10, 12);
		x0 = (x0 + x5) | 0; x15 = rotate(x15 ^ x0, 8); x10 = (x10 + x15) | 0; x5 = rotate(x5 ^ x10, 7);
		x1 = (x1 + x6) | 0; x12 = rotate(x12 ^ x1, 16); x11 = (x11 + x12) | 0; x6 = rotate(x6 ^ x11, 12);
		x1 = (x1 + x6) | 0; x12 = rotate(x12 ^ x1, 8); x11 = (x11 + x12) | 0; x6 = rotate(x6 ^ x11, 7);
		x2 = (x2 + x7) | 0; x13 = rotate(x13 ^ x2, 16); x8 = (x8 + x13) | 0; x7 = rotate(x7 ^ x8, 12);
		x2 = (x2 + x7) | 0; x13 = rotate(x13 ^ x2, 8); x8 = (x8 + x13) | 0; x7 = rotate(x7 ^ x8, 7);
		x3 = (x3 + x4) | 0; x14 = rotate(x14 ^ x3, 16); x9 = (x9 + x14) | 0; x4 = rotate(x4 ^ x9, 12);
		x3 = (x3 + x4) | 0; x14 = rotate(x14 ^ x3, 8); x9 = (x9 + x14) | 0; x4 = rotate(x4 ^ x9, 7);
	}
	for (const [index, word] of [x0, x1, x2, x3, x12, x13, x14, x15].entries()) out.setUint32(4 * index, word, true);
}

function rotate(word: number, bits: number): number {
	return (word << bits) | (word >>> (32 - bits));
}
