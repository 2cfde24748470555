/** Commands of a test for the connection of a session. */

import { checkNames } from "../checkNames.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import { checkClose } from "../voice/closePolicy.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import type { SessionSockets } from "./SessionSockets.ts";

export interface InvalidateOptions {
	/** Main gateway: whether Invalid Session (op 9) lets the client resume. @default false */
	readonly resumable?: boolean;
}

export class ConnectionCommands {
	public constructor(
		private readonly main: MainGateway,
		private readonly voice: VoiceGateway,
		private readonly sockets: SessionSockets,
	) {}

	/**
	 * Closes the connection of a session. Codes after which Discord requires a new session also end this session.
	 *
	 * @param reason At most 123 bytes.
	 * @returns Number of connections closed.
	 * @throws RangeError If a close frame cannot hold the code or the reason.
	 */
	public disconnectSession(sessionId: string, closeCode: number, reason = ""): number {
		checkClose(closeCode, reason);
		return this.sockets.act(
			sessionId,
			(socket) => this.main.close(socket, closeCode, reason),
			(socket) => this.voice.close(socket, closeCode, reason),
		);
	}

	/** Resets the TCP connection of a session, without a close frame. Returns the number of connections dropped. */
	public dropSession(sessionId: string): number {
		return this.sockets.act(
			sessionId,
			(socket) => this.main.reset(socket),
			(socket) => this.voice.reset(socket),
		);
	}

	/** Sends Reconnect (op 7) to a session of the main gateway, and closes a client that is still connected after 5 seconds. */
	public reconnect(sessionId: string): number {
		return this.sockets.act(
			sessionId,
			(socket) => this.main.reconnect(socket),
			() => {
				throw new RangeError("voice gateway has no Reconnect, use disconnectSession");
			},
		);
	}

	/**
	 * Main gateway: sends Invalid Session (op 9) and detaches the session from its connection, which may identify again.
	 * Voice gateway: makes the next Resume fail with 4006; an open connection stays open.
	 *
	 * @returns False if no session was live.
	 * @throws RangeError If an option is unknown.
	 */
	public invalidateSession(sessionId: string, options: InvalidateOptions = {}): boolean {
		checkNames("option", options, ["resumable"]);
		const { resumable = false } = options;
		const mainSession = this.main.sessions.get(sessionId);
		if (mainSession !== undefined) return this.main.invalidate(mainSession, resumable);
		const session = this.voice.sessions.get(sessionId);
		if (session?.isLive !== true) return false;
		session.isResumable = false;
		if (session.socket === undefined) this.voice.end(session, "invalidated");
		return true;
	}

	/** Sends a WebSocket ping. Returns the number of connections; `stats` counts the pongs. */
	public pingSession(sessionId: string): number {
		const ping = (socket: { ping(): void }): void => socket.ping();
		return this.sockets.act(sessionId, ping, ping);
	}
}
