/**
 * Rules for client messages of the main gateway, and the close code of each violation.
 * Pure. One row per client opcode; other opcodes are rejected.
 * Source: Discord Docs, "Gateway Opcodes" and "Gateway Close Event Codes": 4001 is for an opcode that is unknown, "or an
 * invalid payload for an opcode".
 */

import { payloadComplaint, type FieldTable } from "../../voice/clientFields.ts";
import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import {
	CHANNEL_INFO_FIELDS,
	heartbeatComplaint,
	IDENTIFY_FIELDS,
	PRESENCE_FIELDS,
	REQUEST_MEMBERS_FIELDS,
	requestMembersComplaint,
	RESUME_FIELDS,
	SOUNDBOARD_FIELDS,
	VOICE_STATE_FIELDS,
} from "./clientFields.ts";

/** Maximum size of a client message in bytes. */
export const MAX_MESSAGE_SIZE = 4096;

/** Maximum nesting of a message. Its content may go to other clients, and the limit of ETF is higher. */
const MAX_MESSAGE_DEPTH = 100;

/** `opening` is allowed without a session, `session` only with one. */
interface ClientRule {
	readonly phase: "opening" | "session" | "any";
	complaint(d: unknown): string | undefined;
}

const withFields = (phase: ClientRule["phase"], fields: FieldTable): ClientRule => ({
	phase,
	complaint: (d) => payloadComplaint(fields, d, ""),
});

export const CLIENT_RULES: ReadonlyMap<number, ClientRule> = new Map<number, ClientRule>([
	[GatewayOpcode.Heartbeat, { phase: "any", complaint: heartbeatComplaint }],
	[GatewayOpcode.Identify, withFields("opening", IDENTIFY_FIELDS)],
	[GatewayOpcode.PresenceUpdate, withFields("session", PRESENCE_FIELDS)],
	[GatewayOpcode.VoiceStateUpdate, withFields("session", VOICE_STATE_FIELDS)],
	[GatewayOpcode.Resume, withFields("opening", RESUME_FIELDS)],
	[
		GatewayOpcode.RequestGuildMembers,
		{
			phase: "session",
			complaint: (d) => payloadComplaint(REQUEST_MEMBERS_FIELDS, d, "") ?? requestMembersComplaint(d as object),
		},
	],
	[GatewayOpcode.RequestSoundboardSounds, withFields("session", SOUNDBOARD_FIELDS)],
	[GatewayOpcode.RequestChannelInfo, withFields("session", CHANNEL_INFO_FIELDS)],
]);

/** Reason to close the connection. */
export interface Refusal {
	readonly code: GatewayCloseCode;
	readonly reason: string;
}

/** A valid message: its opcode and payload. */
export interface ClientMessage {
	readonly op: number;
	readonly d: unknown;
}

/** Reads a decoded value. Returns a refusal if it is not a message. */
export function readMessage(value: unknown): ClientMessage | Refusal {
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		return { code: GatewayCloseCode.DecodeError, reason: "message must be an object" };
	}
	const { op, d } = value as { op?: unknown; d?: unknown };
	if (typeof op !== "number" || !Number.isInteger(op)) {
		return { code: GatewayCloseCode.DecodeError, reason: "op must be an integer" };
	}
	if (isDeeperThan(MAX_MESSAGE_DEPTH, value)) {
		return {
			code: GatewayCloseCode.DecodeError,
			reason: `message must be nested at most ${MAX_MESSAGE_DEPTH} deep`,
		};
	}
	return { op, d };
}

/** Returns whether a decoded value has lists or objects nested deeper than `depth`. */
export function isDeeperThan(depth: number, value: unknown): boolean {
	if (typeof value !== "object" || value === null) return false;
	return depth === 0 || Object.values(value).some((member) => isDeeperThan(depth - 1, member));
}

/**
 * Checks a message against the table.
 *
 * @param hasSession Whether an Identify or Resume succeeded on this connection.
 * @returns `undefined` if the message is valid.
 */
export function refusalOf({ op, d }: ClientMessage, hasSession: boolean): Refusal | undefined {
	const rule = CLIENT_RULES.get(op);
	if (rule === undefined) return { code: GatewayCloseCode.UnknownOpcode, reason: `opcode is unknown: ${op}` };
	if (!hasSession && rule.phase === "session") {
		return { code: GatewayCloseCode.NotAuthenticated, reason: `op ${op} before identify` };
	}
	if (hasSession && rule.phase === "opening") {
		return { code: GatewayCloseCode.AlreadyAuthenticated, reason: `op ${op} on an identified connection` };
	}
	const complaint = rule.complaint(d);
	return complaint === undefined
		? undefined
		: { code: GatewayCloseCode.UnknownOpcode, reason: `op ${op}: ${complaint}` };
}
