/**
 * A Zstandard stream without compression: one frame that never ends, and each message in raw blocks of it. Any decoder
 * reads it, and no library is needed where Node has no Zstandard of its own.
 * Pure. Source: RFC 8878, sections 3.1.1.1 (frame header) and 3.1.1.2 (blocks).
 */

/** Magic number, a descriptor without content size, checksum and dictionary, and a window of 2^17 bytes. */
const FRAME_HEADER = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3]);

/** Most bytes of a block: the size of the window. */
const MAX_BLOCK_SIZE = 2 ** 17;

const BLOCK_HEADER_SIZE = 3;

export class StoredZstdStream {
	private hasBegun = false;

	/** Returns the frame bytes of one message. A decoder must have read every message before it. @throws Error (as rejection) If the message is empty. */
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

	/** Nothing is held. */
	public close(): void {}
}

/** 24 bits, little-endian: whether it is the last block (0), its kind (0 is raw), and its size from bit 3. */
function rawBlockHeader(size: number): Buffer {
	const header = Buffer.alloc(BLOCK_HEADER_SIZE);
	header.writeUIntLE(size << 3, 0, BLOCK_HEADER_SIZE);
	return header;
}
