/** What a test may do to voice media, by the id of a voice session. In code it is `server.media`. */

import { checkNames } from "../checkNames.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import { giveKey, sendReady } from "../voice/opening.ts";
import { UNDOCUMENTED_OPCODES } from "../voice/rules.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import { NO_VOICE_FLAGS, type VoiceFlags } from "../voice/VoiceSession.ts";
import type { MediaHost } from "./MediaHost.ts";

/** Of Video (op 12). Source: userdoccers; undocumented for bots. */
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
	 * Changes what the voice state of a session's user says, as moderators and clients do. A deaf client gets no packets,
	 * those of a muted one go nowhere. Main sessions see it by VOICE_STATE_UPDATE, if the session is the bot's or was shown.
	 *
	 * @throws RangeError If there is no such session, or a flag is unknown or not a boolean.
	 */
	public setVoice(sessionId: string, changes: Partial<VoiceFlags>): void {
		const session = this.voice.sessions.require(sessionId);
		checkNames("voice flag", changes, Object.keys(NO_VOICE_FLAGS));
		for (const [name, value] of Object.entries(changes) as ReadonlyArray<[string, unknown]>) {
			if (typeof value !== "boolean") throw new RangeError(`${name} must be a boolean, got ${String(value)}`);
		}
		const flags = { ...session.voice, ...changes };
		if (session.isIssued) this.main.voiceLinks.setFlags(session.credentials, flags);
		else {
			this.voice.setVoice(sessionId, flags);
			this.main.voiceMembers.update(sessionId, flags);
		}
	}

	/**
	 * Shows a registered session to main sessions by VOICE_STATE_UPDATE, as a user who joins; until it ends.
	 *
	 * @param name Display name of a user that the guild's fixture does not have. @default its id
	 * @returns False if the bot is not in its guild.
	 * @throws RangeError If there is no such session.
	 */
	public show(sessionId: string, name?: string): boolean {
		const { credentials, voice } = this.voice.sessions.require(sessionId);
		return this.main.voiceMembers.show(sessionId, credentials, voice, name);
	}

	/**
	 * Closes the UDP port while WebSockets go on, so that datagrams are refused (ICMP); or opens it again.
	 *
	 * @throws Error If the port was taken meanwhile.
	 */
	public setRefusing(isRefusing: boolean): Promise<void> {
		return this.host.setRefusing(isRefusing);
	}

	/** Sends another Session Description with another key. Returns the number of connections it went to. */
	public renewKey(sessionId: string): number {
		const session = this.voice.sessions.require(sessionId);
		const mode = this.voice.media.peers.of(session)?.mode;
		return mode === undefined ? 0 : giveKey(this.voice, session, mode);
	}

	/**
	 * Sends another Ready with another SSRC, as when the voice server moves: keys and mappings are void.
	 *
	 * @returns Number of connections it went to.
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

	/** Tells the others in the channel a session's SSRCs by Video (op 12). Returns the number of connections. */
	public sendVideo(sessionId: string, { videoSsrc = 0, streams = [] }: VideoState = {}): number {
		const session = this.voice.sessions.require(sessionId);
		const { userId } = session.credentials;
		const message = { user_id: userId, audio_ssrc: session.ssrc, video_ssrc: videoSsrc, streams };
		const others = this.voice.sessions.othersInChannel(session);
		const counts = others.map((other) => this.voice.sendNumbered(other, UNDOCUMENTED_OPCODES.video, message));
		return counts.reduce((sum, count) => sum + count, 0);
	}

	/** Sends any datagram from the server's port to a client. Returns 0 if its address is unknown. */
	public sendDatagram(sessionId: string, datagram: Uint8Array): number {
		const peer = this.voice.media.peers.of(this.voice.sessions.require(sessionId));
		if (peer?.destination === undefined) return 0;
		peer.faults.send(Buffer.from(datagram));
		return 1;
	}
}
