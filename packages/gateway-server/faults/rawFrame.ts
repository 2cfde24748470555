/**
 * WebSocket frames byte by byte, for those that no library writes.
 * Pure. Unmasked, as a server sends them.
 * Source: RFC 6455, section 5.2.
 *
 *     fin (1 bit) rsv (3) opcode (4) | mask (1) size (7) | size (u16 BE if 126, u64 BE if 127) | payload
 */

export const CONTINUATION_FRAME = 0;
export const TEXT_FRAME = 1;
export const BINARY_FRAME = 2;
export const PING_FRAME = 9;

/** Highest size in the second byte itself; 126 and 127 say that it follows. */
const MAX_SHORT_SIZE = 125;
const SIZE_IS_U16 = 126;
const SIZE_IS_U64 = 127;

const FINAL_BIT = 0x80;

export interface FrameOddities {
	/** Reserved bits, 0 to 7. @default 0 */
	readonly reserved?: number;
	/** Size that the header states, in bytes. @default what the payload has */
	readonly claimedSize?: number;
	/** Whether the message ends with this frame. @default true */
	readonly isFinal?: boolean;
}

/** Writes one frame; it ends its message unless told otherwise. */
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

/** Writes a message in frames of `size` bytes each, the last one of what is left; an empty message in one. */
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

/** Writes the begin of a message: the frame claims all of it, and holds half. An empty one claims a byte that it lacks. */
export function encodeTruncatedFrame(message: string | Buffer): Buffer {
	const payload = Buffer.from(message);
	const half = payload.subarray(0, payload.length >> 1);
	return encodeRawFrame(frameOpcodeOf(message), half, { claimedSize: Math.max(1, payload.length) });
}

/** Text goes as a text frame, bytes as a binary one. */
export function frameOpcodeOf(message: string | Buffer): number {
	return typeof message === "string" ? TEXT_FRAME : BINARY_FRAME;
}
