/**
 * Voice gateway messages on the wire: decodes client messages, encodes server messages.
 * Pure. Decoding never throws: a client may send anything.
 * Source: Discord Docs, "Binary Websocket Messages"; below version 8 there is no sequence (serenity PR #3501).
 *
 *     client, binary           opcode (u8) | payload
 *     server, binary, v8       sequence (u16 BE) | opcode (u8) | payload
 *     server, binary, below    opcode (u8) | payload
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { parseExactJson } from "../encoding/exactJson.ts";
import type { VoiceDialect } from "./version.ts";

export interface JsonFrame {
	readonly kind: "json";
	readonly op: number;
	/** Integers beyond 2^53 are bigints. */
	readonly d: unknown;
	/** The original text: the notation of numbers matters, see `clientFields.ts`. */
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

/** An encoded message: text, or a binary frame. */
export type EncodedMessage = string | Buffer;

/** First byte of a JSON object. No opcode has this number. */
const OPENING_BRACE = 0x7b;

/** Decodes one WebSocket message of a client. */
export function decodeClientFrame(data: Buffer, isBinary: boolean): ClientFrame {
	if (!isBinary) return decodeJson(data.toString());
	const op = data[0];
	if (op === undefined) return { kind: "malformed", reason: "binary message is empty" };
	// like Discord, silently drops control messages sent as binary frames (discord.http PR #29)
	if (op === OPENING_BRACE) {
		const inside = decodeJson(data.toString());
		if (inside.kind === "json") return { kind: "dropped", reason: `op ${inside.op} was sent as a binary frame` };
	}
	return { kind: "binary", op, payload: data.subarray(1) };
}

function decodeJson(text: string): ClientFrame {
	let message: unknown;
	try {
		message = parseExactJson(text);
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

/** Encodes a JSON message. Unnumbered without `sequence`. */
export function encodeJson(op: number, d: unknown, sequence?: number): string {
	return JSON.stringify(sequence === undefined ? { op, d } : { op, d, seq: sequence });
}

/**
 * Encodes a binary message. Unnumbered without `sequence`.
 *
 * @param op 0 to 255.
 * @param sequence 0 to 65535.
 */
export function encodeBinary(op: number, payload: Uint8Array, sequence?: number): Buffer {
	const numbering = sequence === undefined ? [] : [sequence >> 8, sequence & 0xff];
	return Buffer.concat([Buffer.from([...numbering, op]), payload]);
}

/** Encodes Hello (op 8) with an interval in milliseconds. */
export function encodeHello({ version, hasFloatInterval }: VoiceDialect, interval: number): string {
	const written = hasFloatInterval && Number.isInteger(interval) ? `${interval}.0` : String(interval);
	return `{"op":${VoiceOpcode.Hello},"d":{"v":${version},"heartbeat_interval":${written}}}`;
}

/** Encodes a heartbeat ACK (op 6) with every digit of its nonce. */
export function encodeHeartbeatAck({ hasBareNonce }: VoiceDialect, nonce: number | bigint): string {
	return `{"op":${VoiceOpcode.HeartbeatAck},"d":${hasBareNonce ? nonce : `{"t":${nonce}}`}}`;
}
