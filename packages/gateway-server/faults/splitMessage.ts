/**
 * Splits a compressed message over several, which a gateway may do under zlib-stream.
 * Pure. Source: Discord Docs, "Transport Compression": a message is whole once one ends in 00 00 ff ff.
 */

/** Bytes at the end by which a client knows that a message is whole: they stay together. */
const SUFFIX_SIZE = 4;

/** Returns pieces of `size` bytes each, the last one of what is left, at least 4; text and size 0 stay whole. */
export function splitMessage(message: string | Buffer, size: number): ReadonlyArray<string | Buffer> {
	if (typeof message === "string" || size === 0) return [message];
	const pieces: Array<Buffer> = [];
	let start = 0;
	for (; message.length - start - size >= SUFFIX_SIZE; start += size) {
		pieces.push(message.subarray(start, start + size));
	}
	return [...pieces, message.subarray(start)];
}
