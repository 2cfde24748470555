/**
 * Reads messages of a voice gateway, and writes the stubs that replace binary frames for the client.
 * Pure. Source: Discord Docs, "Binary Websocket Messages" and "Buffered Resume" (voice gateway v8).
 *
 *     binary frame   u16 sequence   u8 opcode   payload
 *     stub           {"op":27,"seq":4,"d":{"size":345}}
 */

import { BINARY_VOICE_OPCODES } from "../../../src/protocol/voice/opcode.ts";

export interface ServerText {
	readonly op: number;
	/** Reduced to the width that binary frames have. */
	readonly seq: number | undefined;
	readonly d: unknown;
}

export interface ServerFrame {
	readonly op: number;
	readonly seq: number;
	readonly payload: Buffer;
}

/** Characters: numbered messages are far shorter. */
const MAX_LENGTH = 262_144;
const HEADER_SIZE = 3;
/** Numbers wrap here: they have two bytes in a binary frame, and JSON shares their counter. */
const SEQUENCES = 2 ** 16;
const NO_SEQUENCE = -1;
/** Of the `d` of op 4. */
const KEY = "secret_key";

/** Never throws. @returns Undefined if it is not a message of the voice gateway. */
export function readServerText(text: string): ServerText | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== "object" || value === null) return undefined;
		const { op, seq, d } = value as Readonly<Record<string, unknown>>;
		if (typeof op !== "number") return undefined;
		return { op, seq: isSequence(seq) ? seq % SEQUENCES : undefined, d };
	} catch {
		return undefined;
	}
}

/** @returns The text without a transport key; itself if it has none. Never throws. */
export function withoutKey(text: string, { op, seq, d }: ServerText): string {
	if (typeof d !== "object" || d === null || !Object.hasOwn(d, KEY)) return text;
	const { [KEY]: _, ...rest } = d as Readonly<Record<string, unknown>>;
	try {
		return JSON.stringify({ op, seq, d: rest });
	} catch (error) {
		// nested deeper than JSON can be written, though it could be read
		if (error instanceof RangeError) return JSON.stringify({ op, seq, d: {} });
		throw error;
	}
}

/** @returns Undefined if it is not of DAVE: then it goes to the client as it is. */
export function readServerFrame(bytes: Buffer): ServerFrame | undefined {
	if (bytes.length < HEADER_SIZE) return undefined;
	const op = bytes.readUInt8(2);
	if (!BINARY_VOICE_OPCODES.has(op)) return undefined;
	return { op, seq: bytes.readUInt16BE(), payload: bytes.subarray(HEADER_SIZE) };
}

export function stubOf({ op, seq, payload }: ServerFrame): string {
	return JSON.stringify({ op, seq, d: { size: payload.length } });
}

/** Whether a message with number `seq` comes after one with `last`, -1 for none: not, if it is sent again. */
export function isNewer(seq: number, last: number): boolean {
	if (last === NO_SEQUENCE) return true;
	const distance = (seq - last + SEQUENCES) % SEQUENCES;
	return distance > 0 && distance < SEQUENCES / 2;
}

function isSequence(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
