/** The voice sessions of a server, by ID and by the name that clients use. */

import type { ResolvedOptions } from "../options.ts";
import { VoiceSession, type VoiceCredentials } from "./VoiceSession.ts";

const CREDENTIAL_NAMES = ["serverId", "channelId", "userId", "sessionId", "token"] as const;

/** Maximum number of remembered tokens of removed sessions. The oldest is forgotten first. */
const MAX_REMOVED = 1000;

/** How Identify and Resume name a session: a bot has one session ID for all guilds. */
export interface SessionName {
	readonly server_id: string;
	readonly session_id: string;
}

export class SessionRegistry {
	private readonly sessions = new Map<string, VoiceSession>();
	private readonly byName = new Map<string, VoiceSession>();
	/** Credentials of removed sessions, oldest first. */
	private readonly removed = new Set<string>();
	private ssrcsTaken = 0;

	public constructor(private readonly options: ResolvedOptions) {}

	/**
	 * Registers a session.
	 *
	 * @param issuedId ID of a session created by the main gateway.
	 * @throws RangeError If a credential is empty or has the wrong type, or the session is already registered.
	 */
	public add(credentials: VoiceCredentials, issuedId?: string): VoiceSession {
		for (const name of CREDENTIAL_NAMES) {
			const value: unknown = credentials[name];
			if (typeof value !== "string" || value === "") throw new RangeError(`${name} must be a non-empty string`);
		}
		const { daveRequired = false }: { readonly daveRequired?: unknown } = credentials;
		if (typeof daveRequired !== "boolean") throw new RangeError("daveRequired must be a boolean");
		const { sessionId, serverId } = credentials;
		const name = nameOf({ server_id: serverId, session_id: sessionId });
		const id = issuedId ?? sessionId;
		if (this.sessions.has(id) || this.byName.has(name)) {
			throw new RangeError(`voice session is already registered: ${sessionId}`);
		}
		const session = new VoiceSession({ ...credentials }, this.takeSsrc(), this.options, issuedId);
		this.sessions.set(id, session);
		this.byName.set(name, session);
		return session;
	}

	/** Returns an SSRC that no session has had, until they wrap. */
	public takeSsrc(): number {
		const ssrc = (this.options.ssrc + this.ssrcsTaken) % 2 ** 32;
		this.ssrcsTaken += 1;
		return ssrc;
	}

	public get(id: string): VoiceSession | undefined {
		return this.sessions.get(id);
	}

	/** Returns the session that a message names, if any. */
	public named(name: SessionName): VoiceSession | undefined {
		return this.byName.get(nameOf(name));
	}

	/**
	 * Returns whether credentials without a matching session were valid once, or name a session that never existed: the
	 * docs use 4006 for these, and 4004 for a wrong token.
	 */
	public isStale(name: SessionName, token: string): boolean {
		if (this.removed.has(`${nameOf(name)}\n${token}`)) return true;
		return !this.all().some(({ credentials }) => credentials.sessionId === name.session_id);
	}

	/** @throws RangeError If the session is not registered. */
	public require(id: string): VoiceSession {
		const session = this.sessions.get(id);
		if (session === undefined) throw new RangeError(`voice session is not registered: ${id}`);
		return session;
	}

	public remove({ id, credentials: { serverId, sessionId, token } }: VoiceSession): void {
		const name = nameOf({ server_id: serverId, session_id: sessionId });
		this.sessions.delete(id);
		this.byName.delete(name);
		this.removed.add(`${name}\n${token}`);
		if (this.removed.size > MAX_REMOVED) this.removed.delete([...this.removed][0]!);
	}

	public all(): ReadonlyArray<VoiceSession> {
		return [...this.sessions.values()];
	}

	/** Returns the other live sessions in the channel of `session`. */
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

function nameOf({ server_id: serverId, session_id: sessionId }: SessionName): string {
	return `${serverId}\n${sessionId}`;
}
