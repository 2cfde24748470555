/**
 * The messages of a voice server as events: one table row for each opcode.
 * Pure. An optional field that is missing or invalid is omitted. Only a useless body makes a message malformed.
 * Source: Discord Docs, "Voice Connections" and "Voice Opcodes" (voice gateway v8).
 */

import { listField, numberField, textField } from "../field";
import { VoiceOpcode } from "./opcode";
import { VoicePayload } from "./payload";

/** Ready (op 2): a session is open. Only audio over UDP needs its fields. */
export interface VoiceReady {
	/** SSRC of our audio. */
	readonly ssrc?: number | undefined;
	/** Address for our audio. */
	readonly ip?: string | undefined;
	readonly port?: number | undefined;
	/** Encryption modes to choose from; may be empty. */
	readonly modes: Array<string>;
}

/** Session Description (op 4): the answer to Select Protocol. */
export interface SessionDescription {
	readonly mode?: string | undefined;
	/** 32 bytes, as numbers. */
	readonly secret_key?: Array<number> | undefined;
	/** Version of DAVE in the channel; 0 for none. */
	readonly dave_protocol_version?: number | undefined;
}

/**
 * Speaking (op 5): the user and the kind of audio of an SSRC. Discord sends it once for a user, and again when either
 * changes. It does not mean that they start or stop speaking.
 */
export interface SpeakerMapping {
	readonly userId: string;
	readonly ssrc?: number | undefined;
	/** Sum of SpeakingFlag; may be 0. */
	readonly flags: number;
}

export type ServerEvent =
	| { readonly kind: "ready"; readonly ready: VoiceReady }
	| { readonly kind: "resumed" }
	| { readonly kind: "speakerMapped"; readonly mapping: SpeakerMapping }
	| { readonly kind: "clientsConnect"; readonly userIds: Array<string> }
	| { readonly kind: "clientDisconnect"; readonly userId: string }
	| { readonly kind: "sessionDescription"; readonly description: SessionDescription };

type EventReader = (body: unknown) => ServerEvent | undefined;

/** Keeps other members: the server sends more than the docs name. */
function readReady(body: unknown): VoiceReady {
	return {
		...membersOf(body),
		ssrc: numberField(body, "ssrc"),
		ip: textField(body, "ip"),
		port: numberField(body, "port"),
		modes: listField(body, "modes", "string") ?? [],
	};
}

function readDescription(body: unknown): SessionDescription {
	return {
		...membersOf(body),
		mode: textField(body, "mode"),
		secret_key: listField(body, "secret_key", "number"),
		dave_protocol_version: numberField(body, "dave_protocol_version"),
	};
}

/** Useless without its user. */
function readMapping(body: unknown): ServerEvent | undefined {
	const userId = textField(body, "user_id");
	if (userId === undefined) return undefined;
	const mapping = { userId, ssrc: numberField(body, "ssrc"), flags: numberField(body, "speaking") ?? 0 };
	return { kind: "speakerMapped", mapping };
}

/** Leaves out IDs that are not strings: a number has lost digits. */
function readClientsConnect(body: unknown): ServerEvent | undefined {
	const userIds = listField(body, "user_ids", "string");
	return userIds === undefined ? undefined : { kind: "clientsConnect", userIds };
}

function readClientDisconnect(body: unknown): ServerEvent | undefined {
	const userId = textField(body, "user_id");
	return userId === undefined ? undefined : { kind: "clientDisconnect", userId };
}

function membersOf(body: unknown): object {
	return typeIs(body, "table") ? body : {};
}

const READERS: ReadonlyMap<number, EventReader> = new Map<number, EventReader>([
	[VoiceOpcode.Ready, (body) => ({ kind: "ready", ready: readReady(body) })],
	[VoiceOpcode.Resumed, () => ({ kind: "resumed" })],
	[VoiceOpcode.SessionDescription, (body) => ({ kind: "sessionDescription", description: readDescription(body) })],
	[VoiceOpcode.Speaking, readMapping],
	[VoiceOpcode.ClientsConnect, readClientsConnect],
	[VoiceOpcode.ClientDisconnect, readClientDisconnect],
]);

/**
 * Reads `payload`. Never errors.
 *
 * @returns "other" for an opcode without a row; undefined if the body is malformed.
 */
export function readServerEvent(payload: VoicePayload): ServerEvent | "other" | undefined {
	const reader = READERS.get(payload.op);
	return reader === undefined ? "other" : reader(payload.d);
}
