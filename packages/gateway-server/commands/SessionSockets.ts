/**
 * Finds a session by its ID, in either gateway, and acts on its socket.
 * Session IDs of both gateways share one space. A voice session created by op 4 shares the session ID of its main session,
 * so it is found by `guildId:session_id`.
 */

import type { MainGateway } from "../main/MainGateway.ts";
import type { ClientSocket as MainClientSocket, MainSession, MainSessionStats } from "../main/session/MainSession.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import type { ClientSocket as VoiceClientSocket, VoiceSession, VoiceSessionStats } from "../voice/VoiceSession.ts";

/** Statistics that only main sessions have. */
type MainOnly = "userId" | "intents" | "shard" | "connection";

/** Statistics that only voice sessions have. */
type VoiceOnly = "identifies" | "ssrc" | "packets";

/** Statistics of a session of either gateway. */
export type SessionStats = Omit<VoiceSessionStats, VoiceOnly> &
	Partial<Pick<VoiceSessionStats, VoiceOnly> & Pick<MainSessionStats, MainOnly>>;

export class SessionSockets {
	public constructor(
		private readonly main: Pick<MainGateway, "sessions">,
		private readonly voice: Pick<VoiceGateway, "sessions">,
	) {}

	/** Whether a voice session waits for its first client, and no main session for its next connection. */
	public get isVoiceAwaited(): boolean {
		return (
			this.voice.sessions.all().some(({ state }) => state.kind === "registered") &&
			this.main.sessions.all().every(({ state }) => state.kind !== "away")
		);
	}

	/** @throws RangeError If there is no such session. */
	public require(sessionId: string): MainSession | VoiceSession {
		return this.main.sessions.get(sessionId) ?? this.voice.sessions.require(sessionId);
	}

	/** Acts on the open socket of a session, if any. Returns the number of sockets. */
	public act(
		sessionId: string,
		onMain: (socket: MainClientSocket) => void,
		onVoice: (socket: VoiceClientSocket) => void,
	): number {
		const mainSocket = this.main.sessions.get(sessionId)?.socket;
		const voiceSocket = this.voice.sessions.get(sessionId)?.socket;
		if (mainSocket?.isOpen === true) onMain(mainSocket);
		else if (voiceSocket?.isOpen === true) onVoice(voiceSocket);
		else return 0;
		return 1;
	}
}
