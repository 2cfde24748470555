/** The voice sessions that a server knows, by session id. */

import type { ResolvedOptions } from "../options.ts";
import { VoiceSession, type VoiceCredentials } from "./VoiceSession.ts";

const CREDENTIAL_NAMES = ["serverId", "channelId", "userId", "sessionId", "token"] as const;

export class SessionRegistry {
	private readonly sessions = new Map<string, VoiceSession>();
	private registeredCount = 0;

	public constructor(private readonly options: ResolvedOptions) {}

	/** @throws RangeError If a credential is of a wrong kind or empty, or the session id is registered already. */
	public add(credentials: VoiceCredentials): VoiceSession {
		for (const name of CREDENTIAL_NAMES) {
			const value: unknown = credentials[name];
			if (typeof value !== "string" || value === "") throw new RangeError(`${name} must be a non-empty string`);
		}
		const { daveRequired = false }: { readonly daveRequired?: unknown } = credentials;
		if (typeof daveRequired !== "boolean") throw new RangeError("daveRequired must be a boolean");
		if (this.sessions.has(credentials.sessionId)) {
			throw new RangeError(`voice session is registered already: ${credentials.sessionId}`);
		}
		const session = new VoiceSession({ ...credentials }, this.options.ssrc + this.registeredCount, this.options);
		this.registeredCount += 1;
		this.sessions.set(session.id, session);
		return session;
	}

	public get(sessionId: string): VoiceSession | undefined {
		return this.sessions.get(sessionId);
	}

	/** @throws RangeError If the session is not registered. */
	public require(sessionId: string): VoiceSession {
		const session = this.sessions.get(sessionId);
		if (session === undefined) throw new RangeError(`voice session is not registered: ${sessionId}`);
		return session;
	}

	public remove(sessionId: string): void {
		this.sessions.delete(sessionId);
	}

	public all(): ReadonlyArray<VoiceSession> {
		return [...this.sessions.values()];
	}

	/** Live sessions in the channel of `session`, without itself. */
	public othersInChannel(session: VoiceSession): ReadonlyArray<VoiceSession> {
		const { serverId, channelId } = session.credentials;
		return this.all().filter(
			(other) =>
				other !== session &&
				other.isLive &&
				other.credentials.serverId === serverId &&
				other.credentials.channelId === channelId,
		);
	}
}
