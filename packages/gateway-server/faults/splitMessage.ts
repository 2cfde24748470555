/**
 * Splits a compressed message into several WebSocket messages, which a gateway may do under zlib-stream.
 * Pure. Source: Discord Docs, "Transport Compression": a message is complete once it ends with 00 00 ff ff.
 */

/** Size of the suffix that marks a complete message. It is never split. */
const SUFFIX_SIZE = 4;

/** Splits bytes into pieces of `size`; the last one has at least 4. Text and size 0 are not split. */
export function splitMessage(message: string | Buffer, size: number): ReadonlyArray<string | Buffer> {
	if (typeof message === "string" || size === 0) return [message];
	const pieces: Array<Buffer> = [];
	let start = 0;
	for (; message.length - start - size >= SUFFIX_SIZE; start += size) {
		pieces.push(message.subarray(start, start + size));
	}
	return [...pieces, message.subarray(start)];
}
