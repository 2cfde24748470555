/** Sends what a client needs to exchange packets: Ready (op 2), and the key in Session Description (op 4). */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { KEY_SIZE } from "../../shared/rtp/sizes.ts";
import { randomBytes } from "../../shared/random.ts";
import type { VoiceGateway } from "./VoiceGateway.ts";
import type { VoiceSession } from "./VoiceSession.ts";
import type { VoiceSocket } from "./VoiceSocket.ts";

/** Starts the media of a session and sends Ready. */
export function sendReady(gateway: VoiceGateway, socket: VoiceSocket, session: VoiceSession): void {
	gateway.media.peers.begin(session);
	if (gateway.flags.isSet(session.id, "muteReady")) return;
	const { modes } = gateway.options;
	const interval = socket.dialect.repeatsInterval ? { heartbeat_interval: socket.heartbeatInterval } : {};
	socket.sendJson(VoiceOpcode.Ready, { ssrc: session.ssrc, ...gateway.audioAddress, modes, ...interval });
}

/**
 * Gives a session a fresh key.
 *
 * @returns Number of sockets that received the Session Description.
 */
export function giveKey(gateway: VoiceGateway, session: VoiceSession, mode: string): number {
	const key = randomBytes(gateway.options.random, KEY_SIZE);
	gateway.media.peers.useKey(session, mode, key);
	if (gateway.flags.isSet(session.id, "muteSessionDescription")) return 0;
	const count = gateway.sendNumbered(session, VoiceOpcode.SessionDescription, {
		mode,
		secret_key: [...key],
		dave_protocol_version: gateway.dave.versionFor(session),
	});
	gateway.mappings.describe(session);
	gateway.dave.described(session);
	return count;
}
