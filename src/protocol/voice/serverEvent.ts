/**
 * What a server's message tells a voice session, checked: one table row for each opcode that it listens to.
 * Pure.
 * Source: Discord Docs, "Voice Connections" and "Voice Opcodes" (voice gateway v8).
 */

import { VoiceOpcode } from "./opcode";
import {
	isClientDisconnect,
	isClientsConnect,
	isReady,
	isSessionDescription,
	isSpeaking,
	ReadyPayload,
	SessionDescriptionPayload,
	VoicePayload,
} from "./payload";

/** Somebody started or stopped to speak. */
export interface Speaking {
	readonly userId: string;
	readonly ssrc: number;
	/** Sum of SpeakingFlag; 0 for silence. */
	readonly flags: number;
}

export type ServerEvent =
	| { readonly kind: "ready"; readonly ready: ReadyPayload["d"] }
	| { readonly kind: "resumed" }
	| { readonly kind: "speaking"; readonly speaking: Speaking }
	| { readonly kind: "clientsConnect"; readonly userIds: Array<string> }
	| { readonly kind: "clientDisconnect"; readonly userId: string }
	| { readonly kind: "sessionDescription"; readonly description: SessionDescriptionPayload["d"] };

type EventReader = (payload: VoicePayload) => ServerEvent | undefined;

const READERS: ReadonlyMap<number, EventReader> = new Map<number, EventReader>([
	[VoiceOpcode.Ready, (payload) => (isReady(payload) ? { kind: "ready", ready: payload.d } : undefined)],
	[VoiceOpcode.Resumed, () => ({ kind: "resumed" })],
	[
		VoiceOpcode.Speaking,
		(payload) => {
			if (!isSpeaking(payload)) return undefined;
			const { user_id, ssrc, speaking } = payload.d;
			return { kind: "speaking", speaking: { userId: user_id, ssrc, flags: speaking } };
		},
	],
	[
		VoiceOpcode.ClientsConnect,
		(payload) => (isClientsConnect(payload) ? { kind: "clientsConnect", userIds: payload.d.user_ids } : undefined),
	],
	[
		VoiceOpcode.ClientDisconnect,
		(payload) =>
			isClientDisconnect(payload) ? { kind: "clientDisconnect", userId: payload.d.user_id } : undefined,
	],
	[
		VoiceOpcode.SessionDescription,
		(payload) =>
			isSessionDescription(payload) ? { kind: "sessionDescription", description: payload.d } : undefined,
	],
]);

/**
 * Reads `payload`. Never errors.
 *
 * @returns "other" for an opcode without a row; undefined if the opcode has one but the body is not what it must be.
 */
export function readServerEvent(payload: VoicePayload): ServerEvent | "other" | undefined {
	const reader = READERS.get(payload.op);
	return reader === undefined ? "other" : reader(payload);
}
