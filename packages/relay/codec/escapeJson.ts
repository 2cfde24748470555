/**
 * Escapes UTF-8 text for a JSON string, from bytes to bytes. It creates no string, and the size is known beforehand.
 * Writes what `JSON.stringify` writes. Pure.
 */

const BACKSLASH = "\\".charCodeAt(0);
const LETTER_U = "u".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
const HEX = Buffer.from("0123456789abcdef");
/** Bytes with a two-character escape, and the second character. Source: RFC 8259, section 7. */
const SHORT: ReadonlyArray<readonly [byte: string, letter: string]> = [
	["\b", "b"],
	["\t", "t"],
	["\n", "n"],
	["\f", "f"],
	["\r", "r"],
	['"', '"'],
	["\\", "\\"],
];
const LAST_CONTROL = 0x1f;
/** Bytes that `\u00XX` adds to the byte that it replaces. */
const LONG_EXTRA = 5;

/** Bytes that each byte's escape adds. */
const EXTRA = new Uint8Array(256);
/** Second character of a short escape, or 0 for a byte without one. */
const LETTER = new Uint8Array(256);
EXTRA.fill(LONG_EXTRA, 0, LAST_CONTROL + 1);
for (const [byte, letter] of SHORT) {
	EXTRA[byte.charCodeAt(0)] = 1;
	LETTER[byte.charCodeAt(0)] = letter.charCodeAt(0);
}

/** Bytes that {@link writeEscaped} writes. */
export function escapedSize(text: Uint8Array): number {
	let size = text.length;
	for (let index = 0; index < text.length; index += 1) size += EXTRA[text[index] as number] as number;
	return size;
}

/** Writes the escaped text, without quotes. @returns Offset after the text. */
export function writeEscaped(text: Uint8Array, target: Uint8Array, offset: number): number {
	let end = offset;
	for (let index = 0; index < text.length; index += 1) {
		const byte = text[index] as number;
		if (EXTRA[byte] === 0) target[end++] = byte;
		else end = writeEscape(byte, target, end);
	}
	return end;
}

function writeEscape(byte: number, target: Uint8Array, offset: number): number {
	const letter = LETTER[byte] as number;
	target[offset] = BACKSLASH;
	if (letter !== 0) {
		target[offset + 1] = letter;
		return offset + 2;
	}
	target[offset + 1] = LETTER_U;
	target[offset + 2] = ZERO;
	target[offset + 3] = ZERO;
	target[offset + 4] = HEX[byte >> 4] as number;
	target[offset + 5] = HEX[byte & 0xf] as number;
	return offset + 1 + LONG_EXTRA;
}
