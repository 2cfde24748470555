/** Access to a voice gateway and its sessions, for its parts. */

import type { EventHub } from "../events.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import type { ResolvedOptions } from "../options.ts";
import type { SessionRegistry } from "./SessionRegistry.ts";
import type { ClientSocket, VoiceSession } from "./VoiceSession.ts";

export interface SessionControl {
	readonly options: ResolvedOptions;
	readonly flags: ControlFlagStore;
	readonly events: EventHub;
	readonly sessions: SessionRegistry;

	/**
	 * Numbers a JSON message and keeps it for a Resume, if the session's version numbers messages.
	 *
	 * @returns Number of sockets it went to.
	 */
	sendNumbered(session: VoiceSession, op: number, d: unknown): number;

	/** Like `sendNumbered`, for a binary message. */
	sendNumberedBinary(session: VoiceSession, op: number, payload: Uint8Array): number;

	/** Starts a close handshake. Detaches the session from the socket immediately, even if the client is slow to answer. */
	close(socket: ClientSocket, code: number, reason: string): void;

	/**
	 * Ends a live session: it can no longer be resumed, and the other members of its channel see it leave.
	 *
	 * @param isReusable Whether its credentials may be used again. Discord answers used ones with 4006 (eris PR #1448), but
	 * accepts those of a client that left on its own (lavalink-client PR #30).
	 */
	end(session: VoiceSession, reason: string, isReusable?: boolean): void;
}
