/**
 * Makes a frame readable: names its opcode and the fields of a binary header.
 * Pure. Never errors: a client may send anything.
 * Source: Discord Docs, "Voice Opcodes", "Binary Websocket Messages" (voice gateway v8).
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { GatewayFrame } from "../frameTap.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";

/** A frame for people. Every string may hold what a client made up: show it as text only. */
export interface DecodedFrame {
	readonly kind: "json" | "binary";
	/** Absent if the frame cannot be read. */
	readonly op: number | undefined;
	readonly opName: string;
	/** Name of a dispatched event (`t`); absent in every other frame. */
	readonly eventName: string | undefined;
	/** Sequence; absent if the frame has none. */
	readonly seq: number | undefined;
	/** `seq 31488 · op 27 DaveMlsProposals · 48 bytes` */
	readonly header: string;
	/** JSON as it was, or the bytes in hex, four a group; what is too long ends in `…`. */
	readonly body: string;
}

interface BinaryHeader {
	readonly seq: number | undefined;
	readonly op: number | undefined;
	readonly size: number;
}

/** Names by gateway; an opcode that is missing has no name. */
const OPCODE_NAMES: Readonly<Record<GatewayFrame["gateway"], ReadonlyMap<number, string>>> = {
	voice: namesOf(VoiceOpcode),
	main: namesOf(GatewayOpcode),
};

/** How a message begins; a dispatch goes on with its event and its sequence. */
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

/** Marks text that was cut; text in which each character takes several bytes is shorter than its size, and whole. */
function withMark(text: string, frame: GatewayFrame): string {
	return Buffer.byteLength(text) < frame.size && !text.endsWith("}") ? `${text}…` : text;
}

interface Members {
	readonly op: number | undefined;
	readonly seq: number | undefined;
	readonly eventName: string | undefined;
}

/** Takes `op`, the sequence and `t` out of JSON; out of a piece of it, only what stands at its beginning. */
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
