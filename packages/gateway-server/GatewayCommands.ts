/**
 * What a test may do to the sessions of a server: all that takes a session id.
 * Session ids of the main and the voice gateway share one space; a command finds its session in either. A voice session that
 * op 4 gave out has the session id of its main session, and is found by `guildId:session_id`.
 */

import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import { checkNames } from "./checkNames.ts";
import type { ConnectionControlFlags } from "./flags/ConnectionControlFlags.ts";
import type { ControlFlagStore } from "./flags/ControlFlagStore.ts";
import type { MainGateway } from "./main/MainGateway.ts";
import type { MainSession, MainSessionStats } from "./main/MainSession.ts";
import type { MainSocket } from "./main/MainSocket.ts";
import { GatewayOpcode } from "../../src/protocol/gateway/opcode.ts";
import { checkRange } from "./options.ts";
import type { ReceivedMessage } from "./RecordLog.ts";
import { checkClose } from "./voice/closePolicy.ts";
import type { VoiceGateway } from "./voice/VoiceGateway.ts";
import type { VoiceSession, VoiceSessionStats } from "./voice/VoiceSession.ts";
import type { VoiceSocket } from "./voice/VoiceSocket.ts";

export interface InvalidateOptions {
	/** Main gateway: whether Invalid Session (op 9) lets the client resume. @default false */
	readonly resumable?: boolean;
}

/** Figures that only main sessions have. */
type MainOnly = "userId" | "intents" | "shard" | "connection";

/** Figures that only voice sessions have. */
type VoiceOnly = "identifies" | "ssrc" | "packets";

/** Main and voice sessions have the same figures, but for what only one of them knows. */
export type SessionStats = Omit<VoiceSessionStats, VoiceOnly> &
	Partial<Pick<VoiceSessionStats, VoiceOnly> & Pick<MainSessionStats, MainOnly>>;

export abstract class GatewayCommands {
	protected abstract readonly flags: ControlFlagStore;
	protected abstract readonly voice: VoiceGateway;
	protected abstract readonly main: MainGateway;

	/** Interval that the next connections get in Hello, in milliseconds. */
	public getHeartbeatInterval(): number {
		return this.voice.heartbeatInterval;
	}

	/** @param interval Milliseconds, above 0; whole or not. @throws RangeError If it is out of range. */
	public setHeartbeatInterval(interval: number): void {
		checkRange("heartbeatInterval", interval);
		this.voice.heartbeatInterval = interval;
		this.main.heartbeatInterval = interval;
	}

	/** See `setMuteHello`. */
	public getMuteHello(): boolean {
		return this.voice.isHelloMuted;
	}

	/** Whether the next connections get no Hello. Server-wide: a connection has no session yet when Hello goes out. */
	public setMuteHello(mute: boolean): void {
		this.voice.isHelloMuted = mute;
		this.main.isHelloMuted = mute;
	}

	/** Stops or resumes heartbeat ACKs. */
	public setStopHeartbeatAcks(sessionId: string, stop: boolean): void {
		this.flags.set(sessionId, { stopHeartbeatAcks: stop });
	}

	/** Control flags of a session; `undefined` if none are set. */
	public getControlFlags(sessionId: string): ConnectionControlFlags | undefined {
		return this.flags.get(sessionId);
	}

	/**
	 * Adds to the control flags of a session, registered or not. A session of the main gateway has no id before it
	 * identified: flags about Identify, and `stopHeartbeatAcks` for all its sessions, go under the id of the bot's user.
	 *
	 * @throws RangeError On an unknown name or bad value.
	 */
	public setControlFlags(sessionId: string, flags: ConnectionControlFlags): void {
		this.flags.set(sessionId, flags);
	}

	public clearControlFlags(sessionId: string): void {
		this.flags.clear(sessionId);
	}

	/**
	 * Dispatches an event to a session of the main gateway, if its intents let it through: numbered, and kept for a
	 * Resume, also while the client is away.
	 *
	 * @param guildId Where it happened, if `data` has no `guild_id`; an event with neither is of a DM.
	 * @returns Number of connections it went to.
	 * @throws TypeError If `data` cannot be JSON.
	 */
	public dispatchToSession(sessionId: string, event: string, data: unknown, guildId?: string): number {
		const session = this.main.sessions.get(sessionId);
		return session === undefined ? 0 : this.main.dispatchTo(session, event, data, guildId);
	}

	/** Dispatches an event to every session of the main gateway whose shard it concerns. See `dispatchToSession`. */
	public dispatch(event: string, data: unknown, guildId?: string): number {
		return this.main.dispatch(event, data, guildId);
	}

	/**
	 * Closes the connection of a session. Codes after which Discord wants a new session end this one too.
	 *
	 * @param reason At most 123 bytes.
	 * @returns Number of connections closed.
	 * @throws RangeError If a close frame cannot hold the code or the reason.
	 */
	public disconnectSession(sessionId: string, closeCode: number, reason = ""): number {
		checkClose(closeCode, reason);
		return this.withSocket(
			sessionId,
			(socket) => this.main.close(socket, closeCode, reason),
			(socket) => this.voice.close(socket, closeCode, reason),
		);
	}

	/** Resets the TCP connection of a session: no close frame. Returns the number of connections dropped. */
	public dropSession(sessionId: string): number {
		return this.withSocket(
			sessionId,
			(socket) => this.main.reset(socket),
			(socket) => this.voice.reset(socket),
		);
	}

	/** Sends Reconnect (op 7) to a session of the main gateway, and closes a client that stays for 5 seconds. */
	public reconnect(sessionId: string): number {
		return this.withSocket(
			sessionId,
			(socket) => this.main.reconnect(socket),
			() => {
				throw new RangeError("voice gateway has no Reconnect, use disconnectSession");
			},
		);
	}

	/**
	 * Main gateway: sends Invalid Session (op 9) and takes the session from its connection, which may identify anew.
	 * Voice gateway: makes the next Resume fail with 4006; a connection that is open stays.
	 *
	 * @returns False if nothing was live.
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
		const ping = (socket: MainSocket | VoiceSocket): void => socket.ping();
		return this.withSocket(sessionId, ping, ping);
	}

	/**
	 * Sends a JSON message. On the voice gateway it is numbered and kept for a Resume, also while the client is away,
	 * unless its client speaks a version below 8; on the main gateway only dispatches are, see `dispatchToSession`.
	 *
	 * @returns Number of connections it went to.
	 */
	public sendToSession(sessionId: string, opcode: number, d: unknown): number {
		const session = this.voice.sessions.get(sessionId);
		if (session !== undefined) return this.voice.sendNumbered(session, opcode, d);
		const socket = this.main.sessions.get(sessionId)?.socket;
		socket?.sendOp(opcode, d);
		return socket === undefined ? 0 : 1;
	}

	/**
	 * Sends a numbered binary message of the voice gateway, and keeps it for a Resume, also while the client is away.
	 *
	 * @param opcode 0 to 255.
	 * @returns Number of connections it went to.
	 * @throws RangeError If the opcode does not fit a byte.
	 */
	public sendBinaryToSession(sessionId: string, opcode: number, payload: Uint8Array): number {
		if (!Number.isInteger(opcode) || opcode < 0 || opcode > 255) {
			throw new RangeError(`binary opcode must be an integer from 0 to 255, got ${opcode}`);
		}
		const session = this.voice.sessions.get(sessionId);
		return session === undefined ? 0 : this.voice.sendNumberedBinary(session, opcode, payload);
	}

	/** Sends anything, as a text frame or a binary one; neither numbered nor kept. Returns the number of connections. */
	public sendRawToSession(sessionId: string, data: string | Buffer): number {
		return this.withSocket(
			sessionId,
			(socket) => socket.sendRaw(data),
			(socket) => socket.send(data),
		);
	}

	/** Sends another Hello. @param interval Milliseconds. @throws RangeError If the interval is out of range. */
	public sendHello(sessionId: string, interval = this.getHeartbeatInterval()): number {
		checkRange("heartbeatInterval", interval);
		return this.withSocket(
			sessionId,
			(socket) => this.main.sendHello(socket, interval),
			(socket) => socket.sendHello(interval),
		);
	}

	/** Asks for a heartbeat with the server's own (main op 1, voice op 3). Returns the number of connections. */
	public requestHeartbeat(sessionId: string): number {
		return this.withSocket(
			sessionId,
			(socket) => socket.sendOp(GatewayOpcode.Heartbeat, null),
			(socket) => socket.sendJson(VoiceOpcode.Heartbeat, null),
		);
	}

	/** Latest messages that the client of a session sent, oldest first. @throws RangeError If there is no such session. */
	public received(sessionId: string): ReadonlyArray<ReceivedMessage> {
		return this.requireSession(sessionId).records.all();
	}

	/** What is known about the client of a session. @throws RangeError If there is no such session. */
	public stats(sessionId: string): SessionStats {
		return this.requireSession(sessionId).stats();
	}

	private requireSession(sessionId: string): MainSession | VoiceSession {
		return this.main.sessions.get(sessionId) ?? this.voice.sessions.require(sessionId);
	}

	/** Acts on the open socket of a session; returns how many there were. */
	private withSocket(
		sessionId: string,
		onMain: (socket: MainSocket) => void,
		onVoice: (socket: VoiceSocket) => void,
	): number {
		const mainSocket = this.main.sessions.get(sessionId)?.socket;
		const voiceSocket = this.voice.sessions.get(sessionId)?.socket;
		if (mainSocket?.isOpen === true) onMain(mainSocket);
		else if (voiceSocket?.isOpen === true) onVoice(voiceSocket);
		else return 0;
		return 1;
	}
}
