/** Sends what a client needs to exchange packets: Ready (op 2), and the key in Session Description (op 4). */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { KEY_SIZE } from "../../shared/rtp/sizes.ts";
import { randomBytes } from "../../shared/random.ts";
import type { VoiceParts } from "./VoiceParts.ts";
import type { ClientSocket, VoiceSession } from "./VoiceSession.ts";

/** Starts the media of a session and sends Ready. */
export function sendReady(parts: VoiceParts, socket: ClientSocket, session: VoiceSession): void {
	parts.media.peers.begin(session);
	if (parts.flags.isSet(session.id, "muteReady")) return;
	const { modes } = parts.options;
	const interval = socket.dialect.repeatsInterval ? { heartbeat_interval: socket.heartbeatInterval } : {};
	socket.sendJson(VoiceOpcode.Ready, { ssrc: session.ssrc, ...parts.audioAddress, modes, ...interval });
}

/**
 * Gives a session a fresh key.
 *
 * @returns Number of sockets that received the Session Description.
 */
export function giveKey(parts: VoiceParts, session: VoiceSession, mode: string): number {
	const key = randomBytes(parts.options.random, KEY_SIZE);
	parts.media.peers.useKey(session, mode, key);
	if (parts.flags.isSet(session.id, "muteSessionDescription")) return 0;
	const count = parts.sendNumbered(session, VoiceOpcode.SessionDescription, {
		mode,
		secret_key: [...key],
		dave_protocol_version: parts.dave.versionFor(session),
	});
	parts.mappings.describe(session);
	parts.dave.described(session);
	return count;
}
