//!native
//!optimize 2
/**
 * Voice gateway frames: distinguishes binary from JSON, and reads and writes the binary header.
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

/** First byte that JSON text may contain anywhere: the space. Strings escape the control characters below it. */
const SPACE = 0x20;

/** The control characters that JSON text may contain between tokens. */
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const TAB = 0x09;

function isJsonWhiteSpace(byte: number): boolean {
	return byte <= CARRIAGE_RETURN && (byte === CARRIAGE_RETURN || byte === LINE_FEED || byte === TAB);
}

/** One binary message from the server. The payload is a copy. */
export interface BinaryFrame {
	/** Opcode, 0 to 255. */
	readonly op: number;
	/** Sequence number, 0 to 65535. */
	readonly seq: number;
	/** Payload without its header; may be empty. */
	readonly d: buffer;
}

/** Largest payload that is copied through {@link scratch}. Larger ones are rare, and use a temporary buffer. */
const MAX_SCRATCH_PAYLOAD = 4096;

/** A string can only be copied from its start, so its bytes pass through here. */
const scratch = buffer.create(BINARY_HEADER_SIZE + MAX_SCRATCH_PAYLOAD);

/**
 * Reads a message from the server if it is a binary frame.
 *
 * Neither Roblox's WebStreamClient nor Lune distinguishes text from binary, so the content decides. Byte 2 of a binary
 * frame is its opcode, a control character that JSON text never has there. The first byte cannot decide: with a sequence of
 * 31488 to 31743 it is an opening brace. Never errors.
 *
 * @param message One whole message, as raw bytes.
 * @returns Undefined if it is not one: JSON text, or too short.
 */
export function readBinaryFrame(message: string): BinaryFrame | undefined {
	const [opcode] = message.byte(BINARY_HEADER_SIZE);
	if (opcode === undefined || opcode >= SPACE || isJsonWhiteSpace(opcode)) return undefined;

	const size = message.size() - BINARY_HEADER_SIZE;
	if (size > MAX_SCRATCH_PAYLOAD) return decodeBinaryFrame(buffer.fromstring(message));
	const payload = buffer.create(size);
	buffer.writestring(scratch, 0, message);
	buffer.copy(payload, 0, scratch, BINARY_HEADER_SIZE, size);
	return { op: opcode, seq: buffer.readu8(scratch, 0) * 256 + buffer.readu8(scratch, 1), d: payload };
}

/**
 * Reads a binary frame from a socket that reports it as binary. Never errors.
 *
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
 * Encodes a binary frame of a client.
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
