/** Media controls for tests, by voice session ID. Available as `server.media`. */

import { checkNames } from "../checkNames.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import { giveKey, sendReady } from "../voice/opening.ts";
import { UNDOCUMENTED_OPCODES } from "../voice/rules.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import { NO_VOICE_FLAGS, type VoiceFlags } from "../voice/VoiceSession.ts";
import type { MediaHost } from "./MediaHost.ts";

/** Content of Video (op 12). Source: userdoccers; undocumented for bots. */
export interface VideoState {
	/** @default 0, no video */
	readonly videoSsrc?: number;
	/** @default none */
	readonly streams?: ReadonlyArray<object>;
}

export class MediaControls {
	public constructor(
		private readonly voice: VoiceGateway,
		private readonly main: MainGateway,
		private readonly host: MediaHost,
	) {}

	/**
	 * Changes the voice state of a session's user, as moderators and clients do. A deaf client gets no packets, and the
	 * packets of a muted one are dropped. Main sessions receive VOICE_STATE_UPDATE if the session is the bot's or was
	 * shown.
	 *
	 * @throws RangeError If the session does not exist, or a flag is unknown or not a boolean.
	 */
	public setVoice(sessionId: string, changes: Partial<VoiceFlags>): void {
		const session = this.voice.sessions.require(sessionId);
		checkNames("voice flag", changes, Object.keys(NO_VOICE_FLAGS));
		for (const [name, value] of Object.entries(changes) as ReadonlyArray<[string, unknown]>) {
			if (typeof value !== "boolean") throw new RangeError(`${name} must be a boolean, got ${String(value)}`);
		}
		const flags = { ...session.voice, ...changes };
		if (session.isIssued) this.main.voiceMembership.setFlags(session.credentials, flags);
		else {
			this.voice.setVoice(sessionId, flags);
			this.main.voiceMembers.update(sessionId, flags);
		}
	}

	/**
	 * Shows a registered session to main sessions with VOICE_STATE_UPDATE, like a user that joins, until it ends.
	 *
	 * @param name Display name of a user that is not in the guild's fixture. @default its ID
	 * @returns False if the bot is not in its guild.
	 * @throws RangeError If the session does not exist.
	 */
	public show(sessionId: string, name?: string): boolean {
		const { credentials, voice } = this.voice.sessions.require(sessionId);
		return this.main.voiceMembers.show(sessionId, credentials, voice, name);
	}

	/**
	 * Closes or reopens the UDP port while WebSockets stay open. Datagrams to the closed port are rejected by ICMP.
	 *
	 * @throws Error If another process has taken the port.
	 */
	public setRefusing(isRefusing: boolean): Promise<void> {
		return this.host.setRefusing(isRefusing);
	}

	/** Sends another Session Description with a new key. Returns the number of connections it was sent to. */
	public renewKey(sessionId: string): number {
		const session = this.voice.sessions.require(sessionId);
		const mode = this.voice.media.peers.of(session)?.mode;
		return mode === undefined ? 0 : giveKey(this.voice, session, mode);
	}

	/**
	 * Sends another Ready with a new SSRC, as when the voice server moves. Keys and mappings become invalid.
	 *
	 * @returns Number of connections it was sent to.
	 */
	public moveServer(sessionId: string): number {
		const session = this.voice.sessions.require(sessionId);
		const { socket } = session;
		if (socket === undefined) return 0;
		session.ssrc = this.voice.sessions.takeSsrc();
		session.forgetMedia();
		sendReady(this.voice, socket, session);
		return 1;
	}

	/** Announces a session's SSRCs to the other members with Video (op 12). Returns the number of connections. */
	public sendVideo(sessionId: string, { videoSsrc = 0, streams = [] }: VideoState = {}): number {
		const session = this.voice.sessions.require(sessionId);
		const { userId } = session.credentials;
		const message = { user_id: userId, audio_ssrc: session.ssrc, video_ssrc: videoSsrc, streams };
		const others = this.voice.sessions.othersInChannel(session);
		const counts = others.map((other) => this.voice.sendNumbered(other, UNDOCUMENTED_OPCODES.video, message));
		return counts.reduce((sum, count) => sum + count, 0);
	}

	/** Sends an arbitrary datagram from the server's port to a client. Returns 0 if its address is unknown. */
	public sendDatagram(sessionId: string, datagram: Uint8Array): number {
		const peer = this.voice.media.peers.of(this.voice.sessions.require(sessionId));
		if (peer?.destination === undefined) return 0;
		peer.faults.send(Buffer.from(datagram));
		return 1;
	}
}
