/**
 * What a voice client may send, and the close codes for violations.
 * Pure. One row per client opcode; other opcodes are rejected.
 * Source: Discord Docs, "Voice Opcodes" and "Voice Close Event Codes". The docs specify 4002 for a bad Identify and
 * 4020 for any other malformed request.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { BinaryFrame, JsonFrame } from "./frame.ts";
import {
	bareNonceComplaint,
	HEARTBEAT_FIELDS,
	IDENTIFY_FIELDS,
	payloadComplaint,
	readPayload,
	RESUME_FIELDS,
	SELECT_PROTOCOL_FIELDS,
	SPEAKING_FIELDS,
	TRANSITION_FIELDS,
	type FieldTable,
} from "./clientFields.ts";
import { FALLBACK_DIALECT, type VoiceDialect } from "./version.ts";

/** `opening` is allowed once, before anything else; `session` only after it. This includes heartbeats. */
type Phase = "opening" | "session";

type ClientRule =
	| { readonly phase: Phase; readonly form: "json"; readonly fields: FieldTable; readonly badPayload: VoiceCloseCode }
	/** Recorded and otherwise ignored, with any payload. */
	| { readonly phase: Phase; readonly form: "any" }
	| { readonly phase: Phase; readonly form: "binary" };

const request = (fields: FieldTable): ClientRule => ({
	phase: "session",
	form: "json",
	fields,
	badPayload: VoiceCloseCode.BadRequest,
});

/**
 * Opcodes that clients send but the docs do not list: 12 (sent by koe to announce its SSRCs, supported by discord.py),
 * and 14, 15 and 16 from userdoccers (unofficial).
 */
export const UNDOCUMENTED_OPCODES = {
	video: 12,
	sessionUpdate: 14,
	mediaSinkWants: 15,
	voiceBackendVersion: 16,
} as const;

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
	...Object.values(UNDOCUMENTED_OPCODES).map(
		(opcode) => [opcode, { phase: "session", form: "any" }] as [number, ClientRule],
	),
]);

/** Why a message closes its connection. */
export interface Refusal {
	readonly code: VoiceCloseCode;
	readonly reason: string;
}

/**
 * Validates a message against the table.
 *
 * @param isIdentified Whether an Identify or Resume succeeded on this socket.
 * @param dialect Protocol dialect of the connection.
 * @returns `undefined` if the message is valid.
 */
export function refusalOf(
	frame: JsonFrame | BinaryFrame,
	isIdentified: boolean,
	dialect: VoiceDialect = FALLBACK_DIALECT,
): Refusal | undefined {
	const rule = CLIENT_RULES.get(frame.op);
	if (frame.kind === "binary" && rule?.form !== "binary") {
		return { code: VoiceCloseCode.FailedToDecode, reason: `op ${frame.op} is not a binary client opcode` };
	}
	if (rule === undefined) return { code: VoiceCloseCode.UnknownOpcode, reason: `unknown opcode: ${frame.op}` };
	if (!isIdentified && rule.phase === "session") {
		return { code: VoiceCloseCode.NotAuthenticated, reason: `op ${frame.op} before identify` };
	}
	if (isIdentified && rule.phase === "opening") {
		return { code: VoiceCloseCode.AlreadyAuthenticated, reason: `op ${frame.op} on an identified connection` };
	}
	if (frame.kind === "binary" || rule.form === "any") return undefined;
	if (rule.form === "binary") {
		return { code: VoiceCloseCode.FailedToDecode, reason: `op ${frame.op} must be a binary frame` };
	}
	const complaint = isBareHeartbeat(frame, dialect)
		? bareNonceComplaint(frame.d, frame.text)
		: payloadComplaint(rule.fields, frame.d, frame.text);
	return complaint === undefined ? undefined : { code: rule.badPayload, reason: `op ${frame.op}: ${complaint}` };
}

/** Returns the content of a valid message: `d` in the form that handlers expect, or a binary payload in base64. */
export function payloadOf(frame: JsonFrame | BinaryFrame, dialect: VoiceDialect): unknown {
	if (frame.kind === "binary") return frame.payload.toString("base64");
	if (isBareHeartbeat(frame, dialect)) return { t: frame.d };
	const rule = CLIENT_RULES.get(frame.op);
	return rule?.form === "json" ? readPayload(rule.fields, frame.d) : frame.d;
}

function isBareHeartbeat({ op }: JsonFrame, { hasBareNonce }: VoiceDialect): boolean {
	return op === VoiceOpcode.Heartbeat && hasBareNonce;
}
