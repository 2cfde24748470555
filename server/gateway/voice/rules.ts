/**
 * What a voice client may send, and the close code for what it may not.
 * Pure. One row per client opcode; the rest is refused.
 * Source: Discord Docs, "Voice Opcodes" and "Voice Close Event Codes" (voice gateway v8). The docs give 4002 to a bad
 * Identify and 4020 to any other malformed request.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { BinaryFrame, JsonFrame } from "./frame.ts";
import {
	HEARTBEAT_FIELDS,
	IDENTIFY_FIELDS,
	payloadComplaint,
	RESUME_FIELDS,
	SELECT_PROTOCOL_FIELDS,
	SPEAKING_FIELDS,
	TRANSITION_FIELDS,
	type FieldTable,
} from "./payload.ts";

/** `opening` is allowed once, before anything else; `session` only after it. Heartbeats too are of the session. */
type Phase = "opening" | "session";

type ClientRule =
	| { readonly phase: Phase; readonly form: "json"; readonly fields: FieldTable; readonly badPayload: VoiceCloseCode }
	| { readonly phase: Phase; readonly form: "binary" };

const request = (fields: FieldTable): ClientRule => ({
	phase: "session",
	form: "json",
	fields,
	badPayload: VoiceCloseCode.BadRequest,
});

export const CLIENT_RULES: ReadonlyMap<number, ClientRule> = new Map<number, ClientRule>([
	[
		VoiceOpcode.Identify,
		{ phase: "opening", form: "json", fields: IDENTIFY_FIELDS, badPayload: VoiceCloseCode.FailedToDecode },
	],
	[
		VoiceOpcode.Resume,
		{ phase: "opening", form: "json", fields: RESUME_FIELDS, badPayload: VoiceCloseCode.BadRequest },
	],
	[VoiceOpcode.SelectProtocol, request(SELECT_PROTOCOL_FIELDS)],
	[VoiceOpcode.Heartbeat, request(HEARTBEAT_FIELDS)],
	[VoiceOpcode.Speaking, request(SPEAKING_FIELDS)],
	[VoiceOpcode.DaveTransitionReady, request(TRANSITION_FIELDS)],
	[VoiceOpcode.DaveMlsKeyPackage, { phase: "session", form: "binary" }],
	[VoiceOpcode.DaveMlsCommitWelcome, { phase: "session", form: "binary" }],
	[VoiceOpcode.DaveMlsInvalidCommitWelcome, request(TRANSITION_FIELDS)],
]);

/** Why a message ends its connection. */
export interface Refusal {
	readonly code: VoiceCloseCode;
	readonly reason: string;
}

/**
 * Checks a message against the table.
 *
 * @param isIdentified Whether an Identify or Resume succeeded on this socket.
 * @returns `undefined` if the message is in order.
 */
export function refusalOf(frame: JsonFrame | BinaryFrame, isIdentified: boolean): Refusal | undefined {
	const rule = CLIENT_RULES.get(frame.op);
	if (frame.kind === "binary" && rule?.form !== "binary") {
		return { code: VoiceCloseCode.FailedToDecode, reason: `no client opcode is binary and ${frame.op}` };
	}
	if (rule === undefined) return { code: VoiceCloseCode.UnknownOpcode, reason: `opcode is unknown: ${frame.op}` };
	if (!isIdentified && rule.phase === "session") {
		return { code: VoiceCloseCode.NotAuthenticated, reason: `op ${frame.op} before identify` };
	}
	if (isIdentified && rule.phase === "opening") {
		return { code: VoiceCloseCode.AlreadyAuthenticated, reason: `op ${frame.op} on an identified connection` };
	}
	if (frame.kind === "binary") return undefined;
	if (rule.form === "binary") {
		return { code: VoiceCloseCode.FailedToDecode, reason: `op ${frame.op} must be a binary frame` };
	}
	const complaint = payloadComplaint(rule.fields, frame.d, frame.text);
	return complaint === undefined ? undefined : { code: rule.badPayload, reason: `op ${frame.op}: ${complaint}` };
}
