/**
 * Makes frames readable: names the opcode and the fields of a binary header.
 * Pure. Never throws: a client may send anything.
 * Source: Discord Docs, "Voice Opcodes", "Binary Websocket Messages" (voice gateway v8).
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { GatewayFrame } from "../session/frameTap.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";

/** A frame for display. Strings may come from a client: show them as text only. */
export interface DecodedFrame {
	readonly kind: "json" | "binary";
	/** Absent if the frame is unreadable. */
	readonly op: number | undefined;
	readonly opName: string;
	/** Name of a dispatched event (`t`); absent in other frames. */
	readonly eventName: string | undefined;
	/** Sequence number; absent if the frame has none. */
	readonly seq: number | undefined;
	/** `seq 31488 · op 27 DaveMlsProposals · 48 bytes` */
	readonly header: string;
	/** The JSON text, or the bytes in hex in groups of four. Ends with `…` if cut. */
	readonly body: string;
}

interface BinaryHeader {
	readonly seq: number | undefined;
	readonly op: number | undefined;
	readonly size: number;
}

/** Names by gateway. Other opcodes have no name. */
const OPCODE_NAMES: Readonly<Record<GatewayFrame["gateway"], ReadonlyMap<number, string>>> = {
	voice: namesOf(VoiceOpcode),
	main: namesOf(GatewayOpcode),
};

/** The start of a message. In a dispatch, event and sequence follow. */
const HEAD =
	/^\s*\{\s*"op"\s*:\s*(?<op>\d{1,5})\b(?:\s*,\s*"t"\s*:\s*"(?<eventName>\w+)"\s*,\s*"s"\s*:\s*(?<seq>\d{1,15})\b)?/;

function namesOf(opcodes: Readonly<Record<string, string | number>>): ReadonlyMap<number, string> {
	return new Map(Object.entries(opcodes).flatMap(([name, op]) => (typeof op === "number" ? [[op, name]] : [])));
}

/** Decodes one frame. */
export function decodeFrame(frame: GatewayFrame): DecodedFrame {
	return frame.content.kind === "text"
		? decodeText(frame, frame.content.text)
		: decodeBytes(frame, frame.content.bytes);
}

function decodeText(frame: GatewayFrame, text: string): DecodedFrame {
	const { op, seq, eventName } = readMembers(text);
	const opName = nameOf(frame, op);
	const header = headerOf(seq, op, opName, frame.size);
	return {
		kind: "json",
		op,
		opName,
		eventName,
		seq,
		header,
		body: text.length < frame.size ? withMark(text, frame) : text,
	};
}

/** Marks truncated text. Complete text can also have fewer characters than bytes. */
function withMark(text: string, frame: GatewayFrame): string {
	return Buffer.byteLength(text) < frame.size && !text.endsWith("}") ? `${text}…` : text;
}

interface Members {
	readonly op: number | undefined;
	readonly seq: number | undefined;
	readonly eventName: string | undefined;
}

/** Reads `op`, the sequence and `t` from JSON. From truncated JSON, reads only what comes first. */
function readMembers(text: string): Members {
	try {
		const { op, seq, s, t } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
		return { op: integerOr(op), seq: integerOr(seq ?? s), eventName: typeof t === "string" ? t : undefined };
	} catch {
		const { op, eventName, seq } = HEAD.exec(text)?.groups ?? {};
		return { op: numberOr(op), seq: numberOr(seq), eventName };
	}
}

function numberOr(digits: string | undefined): number | undefined {
	return digits === undefined ? undefined : Number(digits);
}

function integerOr(value: unknown): number | undefined {
	return Number.isSafeInteger(value) ? (value as number) : undefined;
}

function decodeBytes(frame: GatewayFrame, bytes: Buffer): DecodedFrame {
	const { seq, op, size } =
		frame.direction === "in" ? clientHeader(bytes, frame.size) : serverHeader(bytes, frame.size);
	const opName = nameOf(frame, op);
	const hex = (bytes.toString("hex").match(/.{1,8}/g) ?? []).join(" ");
	const body = bytes.length < frame.size ? `${hex} …` : hex;
	return { kind: "binary", op, opName, eventName: undefined, seq, header: headerOf(seq, op, opName, size), body };
}

/** Opcode (u8), payload. */
function clientHeader(bytes: Buffer, size: number): BinaryHeader {
	return { seq: undefined, op: bytes[0], size: Math.max(size - 1, 0) };
}

/** Sequence (u16 BE), opcode (u8), payload. */
function serverHeader(bytes: Buffer, size: number): BinaryHeader {
	if (bytes.length < 3) return { seq: undefined, op: undefined, size };
	return { seq: bytes.readUInt16BE(0), op: bytes[2], size: size - 3 };
}

function nameOf({ gateway }: GatewayFrame, op: number | undefined): string {
	if (op === undefined) return "unreadable";
	return OPCODE_NAMES[gateway].get(op) ?? "unknown";
}

function headerOf(seq: number | undefined, op: number | undefined, opName: string, size: number): string {
	const parts = [seq === undefined ? [] : [`seq ${seq}`], op === undefined ? [opName] : [`op ${op} ${opName}`]];
	return [...parts.flat(), `${size} ${size === 1 ? "byte" : "bytes"}`].join(" · ");
}
