/**
 * Reads what a voice gateway sends, as far as DAVE goes, and writes what the client is given in place of binary frames.
 * Pure. Source: Discord Docs, "Binary Websocket Messages" and "Buffered Resume" (voice gateway v8).
 *
 *     binary frame   u16 sequence   u8 opcode   payload
 *     stub           {"op":27,"seq":4,"d":{"size":345}}
 */

import { BINARY_VOICE_OPCODES, VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";

export interface ServerText {
	readonly op: number;
	/** Reduced to the width that binary frames have. */
	readonly seq: number | undefined;
	readonly d: DaveFields;
}

/** What DAVE reads of a `d`, and nothing that is nested: a thread could not be handed that from some depth on. */
export type DaveFields = Readonly<Record<string, number | string | ReadonlyArray<string>>>;

export interface ServerFrame {
	readonly op: number;
	readonly seq: number;
	readonly payload: Buffer;
}

/** Characters: what the voice gateway numbers is far shorter. */
const MAX_LENGTH = 262_144;
const HEADER_SIZE = 3;
const SCALARS = ["dave_protocol_version", "epoch", "protocol_version", "transition_id", "user_id"] as const;
const USER_IDS = "user_ids";
const TRANSITIONS: ReadonlySet<number> = new Set([
	VoiceOpcode.DavePrepareTransition,
	VoiceOpcode.DaveExecuteTransition,
	VoiceOpcode.DavePrepareEpoch,
]);
/** Numbers wrap here: they have two bytes in a binary frame, and JSON shares their counter. */
const SEQUENCES = 2 ** 16;
const NO_SEQUENCE = -1;

/** Never throws. @returns Undefined if it is no message of the voice gateway. */
export function readServerText(text: string): ServerText | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== "object" || value === null) return undefined;
		const { op, seq, d } = value as Readonly<Record<string, unknown>>;
		if (typeof op !== "number") return undefined;
		return { op, seq: isSequence(seq) ? seq % SEQUENCES : undefined, d: fieldsOf(d) };
	} catch {
		return undefined;
	}
}

/** Whether a message shows that its session is, was or is to be encrypted. */
export function isOfDave({ op, d }: ServerText): boolean {
	if (op !== VoiceOpcode.SessionDescription) return TRANSITIONS.has(op);
	const { dave_protocol_version: version } = d;
	return typeof version === "number" && version > 0;
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

function fieldsOf(d: unknown): DaveFields {
	if (typeof d !== "object" || d === null) return {};
	const given = d as Readonly<Record<string, unknown>>;
	const fields: Record<string, number | string | ReadonlyArray<string>> = {};
	for (const name of SCALARS) {
		const value = given[name];
		if (typeof value === "number" || typeof value === "string") fields[name] = value;
	}
	const userIds = given[USER_IDS];
	if (Array.isArray(userIds)) fields[USER_IDS] = userIds.filter((id): id is string => typeof id === "string");
	return fields;
}

function isSequence(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
