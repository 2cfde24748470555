/** Parses bytes typed by the user. Pure. */

/** @throws RangeError If `text` is not pairs of hex digits, optionally separated by whitespace. */
export function bytesOfHex(text: string): Buffer {
	const digits = text.replace(/\s/g, "");
	if (/^(?:[0-9a-f]{2})*$/i.test(digits)) return Buffer.from(digits, "hex");
	throw new RangeError(`bytes must be pairs of hex digits, got "${text.slice(0, 40)}"`);
}
