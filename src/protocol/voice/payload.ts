/**
 * Payloads of the voice gateway: builders for what a client sends, and the form that every message has.
 * Pure. A builder returns the message to encode as JSON; a guard never errors, whatever it is given.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { VoiceOpcode } from "./opcode";

/** One decoded message, as `onMessage` delivers it. `d` is a buffer when the message came as a binary frame. */
export interface VoicePayload {
	/** Opcode; one that {@link VoiceOpcode} does not name is handed on too. */
	readonly op: number;
	/** Sequence number, on messages that the server may need to send again. */
	readonly seq?: number;
	/** Body; absent where JSON says null. */
	readonly d?: unknown;
}

/** What opens a voice session: the pair that the main gateway gives after op 4. */
export interface VoiceCredentials {
	/** Id of the guild, or of the channel in a private call. Ids are strings: they exceed 2^53. */
	readonly serverId: string;
	/** Id of the user that joins: the bot's own. */
	readonly userId: string;
	/** `session_id` of VOICE_STATE_UPDATE. */
	readonly sessionId: string;
	/** `token` of VOICE_SERVER_UPDATE. Never logged. */
	readonly token: string;
	/** Id of the channel, by which DAVE calls its group; it alone needs it. */
	readonly channelId?: string;
}

/** Sequence to acknowledge while no numbered message has arrived. */
export const NO_SEQUENCE = -1;

/** Speaking flags of op 5, to be added up. */
export enum SpeakingFlag {
	Microphone = 1,
	Soundshare = 2,
	Priority = 4,
}

/**
 * Identify (op 0): begins a session.
 *
 * @param maxDaveProtocolVersion Highest DAVE version that this client speaks; 0 for none.
 * @param isDaveCarried Whether a relay speaks it for us: it takes the channel out, and puts its own version in.
 */
export function identifyPayload(credentials: VoiceCredentials, maxDaveProtocolVersion: number, isDaveCarried = false) {
	return {
		op: VoiceOpcode.Identify,
		d: {
			server_id: credentials.serverId,
			user_id: credentials.userId,
			session_id: credentials.sessionId,
			token: credentials.token,
			max_dave_protocol_version: maxDaveProtocolVersion,
			channel_id: isDaveCarried ? credentials.channelId : undefined,
		},
	};
}

/**
 * Resume (op 7): takes a session up again on a new socket.
 *
 * @param sequence Last sequence number received; {@link NO_SEQUENCE} if none was.
 * @param isEncrypted Whether a relay speaks DAVE for this session: one that does not know it then refuses.
 */
export function resumePayload(credentials: VoiceCredentials, sequence: number, isEncrypted = false) {
	return {
		op: VoiceOpcode.Resume,
		d: {
			server_id: credentials.serverId,
			session_id: credentials.sessionId,
			token: credentials.token,
			seq_ack: sequence,
			encrypted: isEncrypted ? true : undefined,
		},
	};
}

/** Select Protocol (op 1): the address that audio comes from, and one of Ready's modes. */
export function selectProtocolPayload(address: string, port: number, mode: string) {
	return { op: VoiceOpcode.SelectProtocol, d: { protocol: "udp", data: { address, port, mode } } };
}

/**
 * Speaking (op 5).
 *
 * @param flags Sum of {@link SpeakingFlag}; 0 for silence.
 * @param ssrc The SSRC that Ready gave.
 */
export function speakingPayload(flags: number, ssrc: number) {
	return { op: VoiceOpcode.Speaking, d: { speaking: flags, delay: 0, ssrc } };
}

/**
 * Heartbeat (op 3), as the text to send.
 *
 * Written by hand: Discord closes with 4020 unless the nonce is an integer in the text too, and an encoder is free to
 * print a large one with an exponent.
 *
 * @param nonce Integer below 2^53, see `nextNonce`.
 * @param sequence Last sequence number received; {@link NO_SEQUENCE} if none was.
 */
export function encodeHeartbeat(nonce: number, sequence: number): string {
	return string.format('{"op":%d,"d":{"t":%d,"seq_ack":%d}}', VoiceOpcode.Heartbeat, nonce, sequence);
}

/** Any message that can be handed on: an object whose `op` is a number. */
export function isVoicePayload(value: unknown): value is VoicePayload {
	return typeIs(value, "table") && typeIs((value as { op?: unknown }).op, "number");
}
