//!native
//!optimize 2
/**
 * Voice gateway frames: tells binary from JSON, and reads and writes the binary header.
 * Pure: bytes in, values out. JSON text is not decoded here.
 * Source: Discord Docs, "Binary Websocket Messages" (voice gateway v8).
 *
 *     server to client   byte  0        1        2        3 ...
 *                              sequence (u16 BE) opcode   payload
 *     client to server   byte  0        1 ...
 *                              opcode   payload
 */

/** Bytes before the payload of a server's frame: sequence (2) and opcode (1). */
export const BINARY_HEADER_SIZE = 3;

/** Bytes before the payload of a client's frame: opcode (1). A client's frame has no sequence. */
const CLIENT_HEADER_SIZE = 1;

/** Highest opcode that fits its byte. */
const MAX_OPCODE = 255;

/** First byte that JSON text may hold raw anywhere: the space. Control characters below are escaped in strings. */
const SPACE = 0x20;

/** The control characters that JSON text may hold raw, between tokens. */
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** One binary message of the server. The payload is a copy, so it may be kept. */
export interface BinaryFrame {
	/** Opcode, 0 to 255. */
	readonly op: number;
	/** Sequence number, 0 to 65535. */
	readonly seq: number;
	/** Payload without its header; may be empty. */
	readonly d: buffer;
}

/**
 * Says whether a server's message is a binary frame.
 *
 * Neither Roblox's WebStreamClient nor Lune tells text from binary, so the content must: byte 2 of a binary frame is its
 * opcode, a control character that JSON text never has there. The first byte would not do: with a sequence of 31488 to
 * 31743 it is an opening brace. Never errors.
 *
 * @param message One whole message, as raw bytes.
 */
export function isBinaryFrame(message: string): boolean {
	const [third] = message.byte(BINARY_HEADER_SIZE);
	return third !== undefined && third < SPACE && third !== TAB && third !== LINE_FEED && third !== CARRIAGE_RETURN;
}

/**
 * Reads a server's binary frame.
 *
 * @param message The raw bytes: at least {@link BINARY_HEADER_SIZE}.
 * @returns Undefined if the message is shorter than its header.
 */
export function decodeBinaryFrame(message: buffer): BinaryFrame | undefined {
	const size = buffer.len(message) - BINARY_HEADER_SIZE;
	if (size < 0) return undefined;
	const payload = buffer.create(size);
	buffer.copy(payload, 0, message, BINARY_HEADER_SIZE, size);
	return {
		op: buffer.readu8(message, 2),
		seq: buffer.readu8(message, 0) * 256 + buffer.readu8(message, 1),
		d: payload,
	};
}

/**
 * Writes a client's binary frame.
 *
 * @param opcode 0 to 255.
 * @throws If `opcode` does not fit its byte.
 */
export function encodeBinaryFrame(opcode: number, payload: buffer): buffer {
	assert(
		opcode >= 0 && opcode <= MAX_OPCODE && opcode % 1 === 0,
		`binary opcode must be an integer from 0 to ${MAX_OPCODE}, got ${opcode}`,
	);
	const frame = buffer.create(CLIENT_HEADER_SIZE + buffer.len(payload));
	buffer.writeu8(frame, 0, opcode);
	buffer.copy(frame, CLIENT_HEADER_SIZE, payload);
	return frame;
}
