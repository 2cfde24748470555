/**
 * Voice gateway messages on the wire: reads what a client sent, writes what the server sends.
 * Pure. Reading never errors: a client may send anything.
 * Source: Discord Docs, "Binary Websocket Messages" (voice gateway v8).
 *
 *     client, binary     opcode (u8) | payload
 *     server, binary     sequence (u16 BE) | opcode (u8) | payload
 */

export interface JsonFrame {
	readonly kind: "json";
	readonly op: number;
	readonly d: unknown;
	/** As it was sent: how a number is written matters, see `payload.ts`. */
	readonly text: string;
}

export interface BinaryFrame {
	readonly kind: "binary";
	readonly op: number;
	readonly payload: Buffer;
}

export type ClientFrame =
	| JsonFrame
	| BinaryFrame
	| { readonly kind: "dropped"; readonly reason: string }
	| { readonly kind: "malformed"; readonly reason: string };

/** A message as it is sent: text, or a binary frame. */
export type EncodedMessage = string | Buffer;

/** Bytes before the payload of a server's binary frame. */
const SERVER_HEADER_SIZE = 3;

/** First byte of a JSON object. No opcode has this number. */
const OPENING_BRACE = 0x7b;

/** Reads one WebSocket message of a client. */
export function decodeClientFrame(data: Buffer, isBinary: boolean): ClientFrame {
	if (!isBinary) return decodeJson(data.toString());
	const op = data[0];
	if (op === undefined) return { kind: "malformed", reason: "binary message is empty" };
	// Discord drops control messages that come as binary frames without a word (discord.http PR #29); so does this
	if (op === OPENING_BRACE) {
		const inside = decodeJson(data.toString());
		if (inside.kind === "json") return { kind: "dropped", reason: `op ${inside.op} came as a binary frame` };
	}
	return { kind: "binary", op, payload: data.subarray(1) };
}

function decodeJson(text: string): ClientFrame {
	let message: unknown;
	try {
		message = JSON.parse(text);
	} catch {
		return { kind: "malformed", reason: "message is not JSON" };
	}
	if (typeof message !== "object" || message === null || Array.isArray(message)) {
		return { kind: "malformed", reason: "message must be an object" };
	}
	const { op, d } = message as { op?: unknown; d?: unknown };
	if (typeof op !== "number" || !Number.isInteger(op)) return { kind: "malformed", reason: "op must be an integer" };
	return { kind: "json", op, d, text };
}

/** Writes a JSON message; without `sequence` it is unnumbered. */
export function encodeJson(op: number, d: unknown, sequence?: number): string {
	return JSON.stringify(sequence === undefined ? { op, d } : { op, d, seq: sequence });
}

/**
 * Writes a binary message.
 *
 * @param op 0 to 255.
 * @param sequence 0 to 65535.
 */
export function encodeBinary(op: number, payload: Uint8Array, sequence: number): Buffer {
	const header = Buffer.alloc(SERVER_HEADER_SIZE);
	header.writeUInt16BE(sequence, 0);
	header.writeUInt8(op, 2);
	return Buffer.concat([header, payload]);
}
