/**
 * Handlers for client opcodes. Every message has been validated against `rules.ts`.
 * Source: Discord Docs, "Voice Connections".
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { NO_DAVE } from "../dave/DaveChannels.ts";
import { encodeHeartbeatAck } from "./frame.ts";
import { giveKey, sendReady } from "./opening.ts";
import { NO_SEQUENCE } from "./ReplayBuffer.ts";
import type { VoiceParts } from "./VoiceParts.ts";
import type { ClientSocket, VoiceSession } from "./VoiceSession.ts";

/** Payloads, as validated by the field tables in `clientFields.ts`. */
interface IdentifyPayload {
	readonly server_id: string;
	readonly user_id: string;
	readonly session_id: string;
	readonly token: string;
	readonly max_dave_protocol_version?: number | null;
}
interface ResumePayload {
	readonly server_id: string;
	readonly session_id: string;
	readonly token: string;
	readonly seq_ack?: number | null;
}
interface HeartbeatPayload {
	readonly t: number | bigint;
	readonly seq_ack?: number | null;
}
interface SelectProtocolPayload {
	readonly protocol: string;
	readonly data: { readonly address: string; readonly port: number; readonly mode: string };
}
interface SpeakingPayload {
	readonly speaking: number;
	readonly ssrc?: number | null;
}

/** Close reason for sessions that cannot be identified or resumed. */
const STALE = "session is no longer valid";

/** Handles Identify (op 0). */
export function identify(parts: VoiceParts, socket: ClientSocket, d: IdentifyPayload): void {
	const session = parts.sessions.named(d);
	session?.count("identifies");
	if (session?.hasToken(d.token) !== true || session.credentials.userId !== d.user_id) {
		return parts.sessions.isStale(d, d.token)
			? parts.close(socket, VoiceCloseCode.SessionNoLongerValid, STALE)
			: parts.close(socket, VoiceCloseCode.AuthenticationFailed, "credentials are invalid");
	}
	if (session.isSpent) return parts.close(socket, VoiceCloseCode.SessionNoLongerValid, STALE);
	const daveVersion = d.max_dave_protocol_version ?? NO_DAVE;
	if (!parts.dave.admits(session, daveVersion)) {
		return parts.close(
			socket,
			VoiceCloseCode.DaveRequired,
			"channel requires E2EE: max_dave_protocol_version is 0",
		);
	}
	const refusal = parts.flags.takeRefusal(session.id, "failNextIdentifies");
	if (refusal !== undefined) return parts.close(socket, refusal, "identify rejected by control flag");

	const isFirst = session.state.kind === "registered";
	parts.end(session, "identified again");
	parts.dave.endOthersOf(session);
	session.reset();
	// a user that rejoins gets a new SSRC: Pycord PR #2808
	if (!isFirst) session.ssrc = parts.sessions.takeSsrc();
	parts.attach(session, socket);
	parts.events.emit({ kind: "identified", connection: socket.id, sessionId: session.id });
	sendReady(parts, socket, session);
	announceJoin(parts, session);
	parts.mappings.ready(session);
	parts.dave.enter(session, daveVersion);
}

/** Tells a session about the members of its channel, and those about the new member. */
function announceJoin(parts: VoiceParts, session: VoiceSession): void {
	const others = parts.sessions.othersInChannel(session);
	for (const other of others) {
		parts.sendNumbered(other, VoiceOpcode.ClientsConnect, { user_ids: [session.credentials.userId] });
	}
	if (others.length === 0 && !parts.options.media.clientsConnectWhenAlone) return;
	const userIds = others.map((other) => other.credentials.userId);
	parts.sendNumbered(session, VoiceOpcode.ClientsConnect, { user_ids: userIds });
}

/**
 * Last sequence received by a client. Before the first message, JDA and disgo send the number before the first
 * sequence.
 */
function acknowledgedBy({ seq_ack: sequence }: ResumePayload, firstSequence: number): number {
	return sequence === undefined || sequence === null || sequence === firstSequence - 1 ? NO_SEQUENCE : sequence;
}

/** Handles Resume (op 7). Rejects always use 4006: Discord has no "invalid session" here. */
export function resume(parts: VoiceParts, socket: ClientSocket, d: ResumePayload): void {
	const refuse = (code: number, reason: string): void => parts.close(socket, code, reason);
	const session = parts.sessions.named(d);
	session?.count("resumes");
	if (session?.hasToken(d.token) !== true || !session.isLive || !session.isResumable) {
		return refuse(VoiceCloseCode.SessionNoLongerValid, STALE);
	}
	const refusal = parts.flags.takeRefusal(session.id, "failNextResumes");
	if (refusal !== undefined) return refuse(refusal, "resume rejected by control flag");
	const acknowledged = acknowledgedBy(d, parts.options.firstSequence);
	const missed = socket.dialect.isNumbered ? session.replay.after(acknowledged) : [];
	if (missed === undefined) {
		return refuse(VoiceCloseCode.SessionNoLongerValid, `messages after ${acknowledged} are no longer buffered`);
	}

	session.lastSequenceAcknowledged = acknowledged;
	session.count("replayed", missed.length);
	parts.attach(session, socket);
	parts.events.emit({
		kind: "resumed",
		connection: socket.id,
		sessionId: session.id,
		replayed: missed.length,
	});
	const isReplayedFirst = parts.options.replayOrder === "before";
	if (isReplayedFirst) missed.forEach((message) => socket.send(message));
	if (!parts.flags.isSet(session.id, "muteResumed")) socket.sendJson(VoiceOpcode.Resumed, null);
	if (!isReplayedFirst) missed.forEach((message) => socket.send(message));
	parts.dave.resumed(session, missed);
}

/** Handles Heartbeat (op 3). */
export function heartbeat(parts: VoiceParts, socket: ClientSocket, d: HeartbeatPayload, session: VoiceSession): void {
	const sequence = d.seq_ack ?? NO_SEQUENCE;
	const acknowledged = !parts.flags.isSet(session.id, "stopHeartbeatAcks");
	session.count("heartbeats");
	session.lastSequenceAcknowledged = sequence;
	socket.expectHeartbeat();
	if (acknowledged) socket.send(encodeHeartbeatAck(socket.dialect, d.t));
	parts.events.emit({
		kind: "heartbeat",
		connection: socket.id,
		sessionId: session.id,
		nonce: Number(d.t),
		sequence,
		acknowledged,
	});
}

/** Handles Select Protocol (op 1). */
export function selectProtocol(
	parts: VoiceParts,
	socket: ClientSocket,
	d: SelectProtocolPayload,
	session: VoiceSession,
): void {
	if (d.protocol !== "udp") {
		return parts.close(socket, VoiceCloseCode.UnknownProtocol, `protocol must be "udp"`);
	}
	const { address, port, mode } = d.data;
	if (!parts.options.modes.includes(mode)) {
		return parts.close(socket, VoiceCloseCode.UnknownEncryptionMode, "encryption mode was not offered");
	}
	parts.media.peers.select(session, { ip: address, port });
	parts.events.emit({ kind: "media", sessionId: session.id, state: "selected" });
	giveKey(parts, session, mode);
}

/** Handles Speaking (op 5). */
export function speaking(parts: VoiceParts, _socket: ClientSocket, d: SpeakingPayload, session: VoiceSession): void {
	parts.mappings.speak(session, { ssrc: d.ssrc ?? session.ssrc, flags: d.speaking });
	if (d.speaking === 0) parts.media.stopSpeech(session);
}

/** Handles a DAVE message. Where the channel does not use DAVE, a script may answer it. */
export function dave(opcode: VoiceOpcode) {
	return (parts: VoiceParts, socket: ClientSocket, payload: unknown, session: VoiceSession): void =>
		parts.dave.receive(session, opcode, payload, (verdict) => {
			const { id: connection } = socket;
			const event = { kind: "dave", connection, sessionId: session.id, opcode, payload } as const;
			parts.events.emit(verdict === undefined ? event : { ...event, verdict });
			if (verdict?.kind !== "malformed") return;
			parts.close(socket, VoiceCloseCode.BadRequest, `op ${opcode}: ${verdict.reason}`);
		});
}
