/** Strict integers, as written by users and clients. Pure. */

const INTEGER = /^(0|-?[1-9][0-9]*)$/;

/**
 * Parses decimal digits with an optional minus sign. Rejects spaces, fractions, exponents, prefixes and leading zeros.
 *
 * @returns `undefined` for any other text, and for integers that a number cannot represent exactly.
 */
export function parseInteger(text: string): number | undefined {
	const value = Number(text);
	return INTEGER.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
