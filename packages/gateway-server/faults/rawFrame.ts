/**
 * Encodes WebSocket frames, including malformed ones that no library would write.
 * Pure. Unmasked, as sent by a server.
 * Source: RFC 6455, section 5.2.
 *
 *     fin (1 bit) rsv (3) opcode (4) | mask (1) size (7) | size (u16 BE if 126, u64 BE if 127) | payload
 */

export const CONTINUATION_FRAME = 0;
export const TEXT_FRAME = 1;
export const BINARY_FRAME = 2;
export const PING_FRAME = 9;

/** Largest size that fits the second byte. 126 and 127 mean that the size follows. */
const MAX_SHORT_SIZE = 125;
const SIZE_IS_U16 = 126;
const SIZE_IS_U64 = 127;

const FINAL_BIT = 0x80;

export interface FrameOddities {
	/** Reserved bits, 0 to 7. @default 0 */
	readonly reserved?: number;
	/** Size in the header, in bytes. @default size of the payload */
	readonly claimedSize?: number;
	/** Whether this is the last frame of the message. @default true */
	readonly isFinal?: boolean;
}

/** Encodes one frame. It is final by default. */
export function encodeRawFrame(opcode: number, payload: Buffer, oddities: FrameOddities = {}): Buffer {
	const { reserved = 0, claimedSize = payload.length, isFinal = true } = oddities;
	const first = (isFinal ? FINAL_BIT : 0) | (reserved << 4) | opcode;
	return Buffer.concat([Buffer.from([first]), encodeSize(claimedSize), payload]);
}

function encodeSize(size: number): Buffer {
	if (size <= MAX_SHORT_SIZE) return Buffer.from([size]);
	if (size < 2 ** 16) return Buffer.from([SIZE_IS_U16, size >> 8, size & 0xff]);
	const header = Buffer.alloc(9);
	header.writeUInt8(SIZE_IS_U64, 0);
	header.writeBigUInt64BE(BigInt(size), 1);
	return header;
}

/** Encodes a message as fragments of `size` bytes; the last one may be shorter. An empty message is one frame. */
export function encodeFragments(message: string | Buffer, size: number): Buffer {
	const payload = Buffer.from(message);
	const frames: Array<Buffer> = [];
	for (let start = 0; start === 0 || start < payload.length; start += size) {
		const opcode = start === 0 ? frameOpcodeOf(message) : CONTINUATION_FRAME;
		const isFinal = start + size >= payload.length;
		frames.push(encodeRawFrame(opcode, payload.subarray(start, start + size), { isFinal }));
	}
	return Buffer.concat(frames);
}

/** Encodes the first half of a message in a frame that claims all of it. For an empty message it claims one byte. */
export function encodeTruncatedFrame(message: string | Buffer): Buffer {
	const payload = Buffer.from(message);
	const half = payload.subarray(0, payload.length >> 1);
	return encodeRawFrame(frameOpcodeOf(message), half, { claimedSize: Math.max(1, payload.length) });
}

/** Returns the opcode of a text frame for text and of a binary frame for bytes. */
export function frameOpcodeOf(message: string | Buffer): number {
	return typeof message === "string" ? TEXT_FRAME : BINARY_FRAME;
}
