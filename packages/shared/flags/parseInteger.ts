/** Strict integers, as people and clients write them. Pure. */

const INTEGER = /^(0|-?[1-9][0-9]*)$/;

/**
 * Parses decimal digits, with a minus sign if negative: no spaces, fraction, exponent, prefix or leading zeros.
 *
 * @returns `undefined` for any other text, and for integers that a number cannot hold exactly.
 */
export function parseInteger(text: string): number | undefined {
	const value = Number(text);
	return INTEGER.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
