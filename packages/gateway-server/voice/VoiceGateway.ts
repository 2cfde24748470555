/**
 * Voice gateway, server side: owns the sockets and the state transitions of sessions.
 * `rules.ts` defines what a client may send; `handlers.ts` defines the effects.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { Clock } from "../../shared/clock.ts";
import { closeCodeOfError, decodeCloseCode } from "../../shared/closing.ts";
import { Connections } from "../session/Connections.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import { DaveChannels } from "../dave/DaveChannels.ts";
import type { CloseInitiator, EventHub } from "../events.ts";
import { FaultySocket } from "../faults/FaultySocket.ts";
import type { PassedFrame } from "../session/frameTap.ts";
import { MediaPlane } from "../media/MediaPlane.ts";
import { MediaSocket, type MediaAddress } from "../media/MediaSocket.ts";
import type { ResolvedOptions } from "../options.ts";
import { endsSession } from "./closePolicy.ts";
import { route } from "./route.ts";
import { decodeClientFrame, encodeBinary, encodeJson } from "./frame.ts";
import { Mappings } from "./Mappings.ts";
import { payloadOf, refusalOf } from "./rules.ts";
import { SessionRegistry, type SessionName } from "./SessionRegistry.ts";
import { FALLBACK_DIALECT, readVersion } from "./version.ts";
import type { VoiceParts } from "./VoiceParts.ts";
import type { ClientSocket, VoiceFlags, VoiceSession } from "./VoiceSession.ts";
import { VoiceSocket } from "./VoiceSocket.ts";

export class VoiceGateway implements VoiceParts {
	/** Interval of the next Hello in milliseconds. */
	public heartbeatInterval: number;
	/** UDP address announced in Ready. */
	public audioAddress: MediaAddress;
	/** Whether to withhold Hello from new connections. */
	public isHelloMuted = false;
	/** Total number of accepted sockets. */
	public connectionsTotal = 0;
	/** Total number of control messages dropped because they were binary frames. */
	public droppedTotal = 0;
	public readonly sessions: SessionRegistry;
	public readonly dave: DaveChannels;
	public readonly mappings: Mappings;
	/** Not listening until its owner starts it. */
	public readonly mediaSocket: MediaSocket;
	public readonly media: MediaPlane;
	private readonly connections: Connections<ClientSocket>;

	public constructor(
		public readonly options: ResolvedOptions,
		public readonly flags: ControlFlagStore,
		public readonly events: EventHub,
		private readonly clock: Clock,
	) {
		this.heartbeatInterval = options.heartbeatInterval;
		this.connections = new Connections(clock, (...end) => this.detach(...end));
		this.audioAddress = options.audioAddress;
		this.sessions = new SessionRegistry(options);
		this.dave = new DaveChannels(this, clock);
		this.mappings = new Mappings(this, clock);
		this.mediaSocket = new MediaSocket(options.logger, (...received) => this.media.receive(...received));
		this.media = new MediaPlane(this, clock, this.mediaSocket);
		flags.onChange((sessionId) => {
			for (const socket of this.connections.all) if (socket.session?.id === sessionId) socket.applyFlags();
		});
	}

	/** Sockets that neither side is closing. */
	public get openSockets(): ReadonlyArray<ClientSocket> {
		return this.connections.open;
	}

	/** Takes ownership of a connection after its WebSocket handshake. */
	public accept(webSocket: WebSocket, request: IncomingMessage, stream: Duplex): void {
		this.connectionsTotal += 1;
		const answer = readVersion(request.url ?? "", this.options.unversionedVoice);
		const flags = this.flags.viewOf(() => socket.session?.id);
		const socket: ClientSocket = new VoiceSocket(
			this.connectionsTotal,
			answer.kind === "accepted" ? answer.dialect : FALLBACK_DIALECT,
			new FaultySocket(webSocket, stream, this.clock, this.options.random, flags),
			this.clock,
			this.heartbeatInterval,
			() => this.close(socket, VoiceCloseCode.SessionTimeout, "no heartbeat in time"),
		);
		this.connections.add(socket);
		socket.onSend = (message) => this.events.frames.emit(() => frameOf(socket, "out", message));
		webSocket.on("message", (data, isBinary) => this.receive(socket, data, isBinary));
		webSocket.on("pong", () => {
			socket.session?.count("pongs");
			this.events.emit({ kind: "pong", connection: socket.id, sessionId: socket.session?.id });
		});
		webSocket.on("error", (error) =>
			this.connections.lost(socket, closeCodeOfError(error), error.message, "server"),
		);
		webSocket.on("close", (code, reason) => {
			this.connections.lost(socket, decodeCloseCode(code), reason.toString(), "client");
			this.connections.delete(socket);
		});
		this.events.emit({ kind: "connected", connection: socket.id });

		// the docs do not say how other versions are rejected; 4012 is the only code about protocols
		if (answer.kind === "refused") return this.close(socket, VoiceCloseCode.UnknownProtocol, answer.reason);
		if (!this.isHelloMuted) socket.sendHello(this.heartbeatInterval);
	}

	public sendNumbered(session: VoiceSession, op: number, d: unknown): number {
		return this.push(session, (sequence) => encodeJson(op, d, sequence));
	}

	public sendNumberedBinary(session: VoiceSession, op: number, payload: Uint8Array): number {
		return this.push(session, (sequence) => encodeBinary(op, payload, sequence));
	}

	public attach(session: VoiceSession, socket: ClientSocket): void {
		const { state } = session;
		if (state.kind === "away") this.clock.clearTimeout(state.expiry);
		socket.session = session;
		session.dialect = socket.dialect;
		socket.applyFlags();
		session.state = { kind: "connected", socket };
		session.count("connections");
		if (state.kind === "connected") {
			this.close(state.socket, VoiceCloseCode.SessionNoLongerValid, "session moved to another connection");
		}
	}

	/** Applies the voice state of a session's user. Muting during speech sends silence frames. */
	public setVoice(id: string, flags: VoiceFlags): void {
		const session = this.sessions.get(id);
		if (session === undefined) return;
		session.voice = flags;
		if (flags.mute || flags.selfMute || flags.suppress) this.media.stopSpeech(session);
	}

	public close(socket: ClientSocket, code: number, reason: string): void {
		this.connections.close(socket, code, reason);
	}

	/** Resets the connection without a close frame. */
	public reset(socket: ClientSocket): void {
		this.connections.reset(socket);
	}

	/** Destroys every connection, as if the process had ended. Sessions can be resumed. */
	public terminateAll(): void {
		this.connections.terminateAll();
	}

	/** Closes every connection and ends every session. Destroys connections still open after `grace` milliseconds. */
	public async closeAll(code: number, reason: string, grace: number): Promise<void> {
		for (const socket of this.openSockets) this.close(socket, code, reason);
		for (const session of this.sessions.all()) this.end(session, reason);
		await this.connections.drain(grace);
	}

	public end(session: VoiceSession, reason: string, isReusable = false): void {
		const { state } = session;
		if (!session.isLive) return;
		session.state = { kind: "ended" };
		session.isSpent = session.isIssued && !isReusable;
		if (state.kind === "away") this.clock.clearTimeout(state.expiry);
		if (state.kind === "connected") this.close(state.socket, VoiceCloseCode.SessionNoLongerValid, reason);
		this.events.emit({ kind: "ended", sessionId: session.id, reason });
		for (const other of this.sessions.othersInChannel(session)) {
			this.sendNumbered(other, VoiceOpcode.ClientDisconnect, { user_id: session.credentials.userId });
		}
		this.media.peers.end(session);
		this.dave.leave(session);
	}

	/** Closes a session's client, if any, and removes the session. Returns false if there is no such session. */
	public remove(id: string, code: VoiceCloseCode, reason: string): boolean {
		const session = this.sessions.get(id);
		if (session === undefined) return false;
		if (session.socket !== undefined) this.close(session.socket, code, reason);
		this.end(session, "unregistered");
		this.sessions.remove(session);
		return true;
	}

	private push(session: VoiceSession, encode: (sequence?: number) => string | Buffer): number {
		if (!session.isLive) return 0;
		const message = session.dialect.isNumbered ? session.replay.push(encode) : encode();
		session.socket?.send(message);
		return session.socket === undefined ? 0 : 1;
	}

	private receive(socket: ClientSocket, data: RawData, isBinary: boolean): void {
		if (!socket.isOpen) return;
		const bytes = data as Buffer; // the default binaryType of ws
		this.events.frames.emit(() => frameOf(socket, "in", isBinary ? bytes : bytes.toString()));
		const frame = decodeClientFrame(bytes, isBinary);
		if (frame.kind === "malformed") return this.close(socket, VoiceCloseCode.FailedToDecode, frame.reason);
		if (frame.kind === "dropped") {
			this.droppedTotal += 1;
			return this.events.emit({ kind: "dropped", connection: socket.id, reason: frame.reason });
		}
		const refusal = refusalOf(frame, socket.session !== undefined, socket.dialect);
		if (refusal !== undefined) return this.close(socket, refusal.code, refusal.reason);
		const d = payloadOf(frame, socket.dialect);
		// an Identify or Resume is recorded for the session it names, even if it is rejected
		const session = socket.session ?? this.sessions.named(d as SessionName);
		const record = frame.kind === "json" ? frame.d : d;
		session?.records.add({ at: this.clock.now(), kind: frame.kind, op: frame.op, d: record }, bytes.length);
		route(this, socket, frame.op, d);
	}

	/** Runs once per connection. */
	private detach(socket: ClientSocket, code: number | undefined, reason: string, by: CloseInitiator): void {
		const { session } = socket;
		this.events.emit({ kind: "closed", connection: socket.id, sessionId: session?.id, code, reason, by });
		if (session === undefined || session.socket !== socket) return;
		const expire = (): void => this.end(session, "not resumed in time");
		const expiry = this.clock.setTimeout(expire, this.options.resumeTimeout);
		session.state = { kind: "away", expiry };
		this.dave.suspend(session);
		if (endsSession(by, code)) this.end(session, `closed by ${by} with ${code}`, by === "client");
		else if (!session.isResumable) this.end(session, "invalidated");
	}
}

function frameOf(socket: ClientSocket, direction: "in" | "out", message: string | Buffer): PassedFrame {
	return { connection: socket.id, sessionId: socket.session?.id, gateway: "voice", direction, message };
}
