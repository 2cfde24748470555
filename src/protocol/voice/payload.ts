/**
 * Payloads of the voice gateway: builders for the messages of a client, and the form of every message.
 * Pure. A builder returns the message to encode as JSON. A guard never errors, whatever it is given.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { VoiceOpcode } from "./opcode";

/** One decoded message, as `onMessage` delivers it. `d` is a buffer when the message came as a binary frame. */
export interface VoicePayload {
	/** Opcode, including those that {@link VoiceOpcode} does not name. */
	readonly op: number;
	/** Sequence number of a message that the server may have to resend. */
	readonly seq?: number;
	/** Body; absent where JSON has null. */
	readonly d?: unknown;
}

/** The credentials of a voice session: the pair that the main gateway sends after op 4. */
export interface VoiceCredentials {
	/** ID of the guild, or of the channel in a private call. IDs are strings: they exceed 2^53. */
	readonly serverId: string;
	/** ID of the joining user: the bot itself. */
	readonly userId: string;
	/** `session_id` of VOICE_STATE_UPDATE. */
	readonly sessionId: string;
	/** `token` of VOICE_SERVER_UPDATE. Never logged. */
	readonly token: string;
	/** ID of the channel. Only DAVE needs it, as the name of its group. */
	readonly channelId?: string;
}

/** Sequence to acknowledge before the first numbered message. */
export const NO_SEQUENCE = -1;

/** Speaking flags of op 5. Add them up. */
export enum SpeakingFlag {
	Microphone = 1,
	Soundshare = 2,
	Priority = 4,
}

/**
 * Identify (op 0): begins a session.
 *
 * @param maxDaveProtocolVersion Highest DAVE version that this client speaks; 0 for none.
 * @param isDaveCarried Whether a relay speaks DAVE for us. The relay removes the channel, and sets its own version.
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
 * Resume (op 7): continues a session on a new socket.
 *
 * @param sequence Last sequence number received; {@link NO_SEQUENCE} before the first.
 * @param isEncrypted Whether a relay speaks DAVE for this session. A relay without this session then rejects it.
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

/** Select Protocol (op 1): the source address of our audio, and one of Ready's modes. */
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
 * Formatted here because Discord closes with 4020 unless the nonce is an integer in the text, and an encoder may write a
 * large number with an exponent.
 *
 * @param nonce Integer below 2^53, see `nextNonce`.
 * @param sequence Last sequence number received; {@link NO_SEQUENCE} before the first.
 */
export function encodeHeartbeat(nonce: number, sequence: number): string {
	return string.format('{"op":%d,"d":{"t":%d,"seq_ack":%d}}', VoiceOpcode.Heartbeat, nonce, sequence);
}

/** Any message: an object whose `op` is a number. */
export function isVoicePayload(value: unknown): value is VoicePayload {
	return typeIs(value, "table") && typeIs((value as { op?: unknown }).op, "number");
}
