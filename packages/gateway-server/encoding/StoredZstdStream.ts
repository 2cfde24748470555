/**
 * A Zstandard stream without compression: one endless frame that holds each message in raw blocks. Any decoder can read
 * it. Used where Node has no Zstandard of its own.
 * Pure. Source: RFC 8878, sections 3.1.1.1 (frame header) and 3.1.1.2 (blocks).
 */

/** Magic number, then a descriptor without content size, checksum or dictionary, then a window of 2^17 bytes. */
const FRAME_HEADER = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3]);

/** Maximum size of a block in bytes: the window size. */
const MAX_BLOCK_SIZE = 2 ** 17;

const BLOCK_HEADER_SIZE = 3;

export class StoredZstdStream {
	private hasBegun = false;

	/**
	 * Returns the frame bytes of one message, to be decoded after those of all earlier messages.
	 *
	 * @throws Error (as rejection) If the message is empty.
	 */
	public compress(message: string | Buffer): Promise<Buffer> {
		if (message.length === 0) return Promise.reject(new Error("cannot compress an empty message"));
		const bytes = typeof message === "string" ? Buffer.from(message) : message;
		const pieces: Array<Buffer> = this.hasBegun ? [] : [FRAME_HEADER];
		this.hasBegun = true;
		for (let start = 0; start < bytes.length; start += MAX_BLOCK_SIZE) {
			const block = bytes.subarray(start, start + MAX_BLOCK_SIZE);
			pieces.push(rawBlockHeader(block.length), block);
		}
		return Promise.resolve(Buffer.concat(pieces));
	}

	/** Does nothing: there is nothing to free. */
	public close(): void {}
}

/** 24 bits, little-endian: last-block flag (0), block type (0: raw), and the size from bit 3. */
function rawBlockHeader(size: number): Buffer {
	const header = Buffer.alloc(BLOCK_HEADER_SIZE);
	header.writeUIntLE(size << 3, 0, BLOCK_HEADER_SIZE);
	return header;
}
