/** RTP padding. Source: RFC 3550, section 5.1. Pure. */

/**
 * Returns the size of a payload without its padding, whose last byte counts it.
 *
 * @param size Size of payload and padding.
 * @param body Decrypted part of the packet; payload and padding are at its end.
 * @returns `undefined` if the count is 0 or more than `size`.
 */
export function sizeWithoutPadding(size: number, hasPadding: boolean, body: Uint8Array): number | undefined {
	if (!hasPadding) return size;
	const padding = size <= 0 ? 0 : body[body.length - 1]!;
	return padding === 0 || padding > size ? undefined : size - padding;
}
