/**
 * A Discord gateway server to test clients against: a real WebSocket server that is strict, and misbehaves on command.
 * Speaks the voice gateway, version 8.
 * Edge: the network.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import type { Clock } from "./clock.ts";
import { ControlFlagStore, type ConnectionControlFlags } from "./controlFlags.ts";
import { EventHub, type GatewayListener } from "./events.ts";
import { answerHandshake, type HandshakeFaultKind } from "./faults/handshake.ts";
import { HandshakeFaults } from "./faults/HandshakeFaults.ts";
import type { FrameListener } from "./frameTap.ts";
import { HttpHost } from "./HttpHost.ts";
import { checkRange, resolveOptions, type GatewayServerOptions } from "./options.ts";
import type { ReceivedMessage } from "./RecordLog.ts";
import { checkClose } from "./voice/closePolicy.ts";
import { IpDiscovery } from "./voice/IpDiscovery.ts";
import { VoiceGateway } from "./voice/VoiceGateway.ts";
import type { VoiceCredentials, VoiceSessionStats } from "./voice/VoiceSession.ts";
import type { VoiceSocket } from "./voice/VoiceSocket.ts";

/** Close code of a server that shuts down (RFC 6455: going away). */
const GOING_AWAY = 1001;

/** Milliseconds from our close frame to a destroyed socket: some clients answer it, but leave the TCP end to the server. */
const CLOSE_TIMEOUT = 500;

/** HTTP status for a request that is no WebSocket handshake (RFC 9110: upgrade required). */
const UPGRADE_REQUIRED = 426;

export class GatewayServer {
	private readonly flags = new ControlFlagStore();
	private readonly handshakeFaults = new HandshakeFaults();
	private readonly clock: Clock;
	private readonly events: EventHub;
	private readonly voice: VoiceGateway;
	/** Answers where Ready points, unless the options point elsewhere. */
	private readonly discovery: IpDiscovery | undefined;
	private readonly host: HttpHost;
	private readonly webSockets: WebSocketServer;
	private isAccepting = true;
	private boundTo: { readonly port: number; readonly host: string } | undefined;

	/** @throws RangeError If an option is out of its range. */
	public constructor(options: GatewayServerOptions = {}) {
		const resolved = resolveOptions(options);
		this.clock = { ...resolved.timers, now: resolved.now };
		this.events = new EventHub(resolved.now, resolved.logger);
		this.voice = new VoiceGateway(resolved, this.flags, this.events, this.clock);
		this.discovery = options.audioAddress === undefined ? new IpDiscovery(resolved.logger) : undefined;
		const webSocketOptions = {
			noServer: true,
			clientTracking: false,
			perMessageDeflate: false,
			maxPayload: resolved.maxPayload,
			// missing from the types of ws
			closeTimeout: CLOSE_TIMEOUT,
		};
		this.webSockets = new WebSocketServer(webSocketOptions);
		this.host = new HttpHost((_request, response) => {
			response.writeHead(UPGRADE_REQUIRED, { upgrade: "websocket" }).end();
		});
		this.host.server.on("upgrade", (request, socket, head) => this.handleUpgrade(request, socket, head));
	}

	/** Connections that neither side is closing. */
	public get connectionCount(): number {
		return this.voice.openSockets.length;
	}

	/** Counts over the life of the server: connections accepted, and control messages dropped for being binary. */
	public get totals(): { readonly connections: number; readonly dropped: number } {
		return { connections: this.voice.connectionsTotal, dropped: this.voice.droppedTotal };
	}

	/** Ids of the voice sessions that are registered, in the order in which they were. */
	public get voiceSessionIds(): ReadonlyArray<string> {
		return this.voice.sessions.all().map((session) => session.id);
	}

	/** `host:port`, as VOICE_SERVER_UPDATE gives it. @throws If the server does not listen. */
	public get endpoint(): string {
		return this.host.endpoint;
	}

	/** `ws://host:port`, without the version that a client adds. @throws If the server does not listen. */
	public get url(): string {
		return `ws://${this.endpoint}`;
	}

	/**
	 * Starts to listen, and to answer IP discovery on any free UDP port unless the option `audioAddress` is given.
	 *
	 * @param port 0 for any free one.
	 * @throws If the port is taken, or the server listens already.
	 */
	public async listen(port = 0, host = "127.0.0.1"): Promise<void> {
		await this.host.listen(port, host);
		try {
			await this.discovery?.listen(undefined, host);
		} catch (error) {
			await this.host.destroy();
			throw error;
		}
		this.voice.audioAddress = this.discovery?.address ?? this.voice.audioAddress;
		this.boundTo = { port: Number(this.endpoint.split(":").at(-1)), host };
		this.isAccepting = true;
	}

	/** Takes over an HTTP upgrade, to sit in any `http.Server`. After `close` and `terminate` it refuses. */
	public handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		if (!this.isAccepting) return void socket.destroy();
		const fault = this.handshakeFaults.takeHandshakeFault();
		if (fault !== undefined) return answerHandshake(fault, socket, this.clock);
		this.webSockets.handleUpgrade(request, socket, head, (webSocket) =>
			this.voice.accept(webSocket, request, socket),
		);
	}

	/** Hears of everything that happens. Returns what unsubscribes the listener. */
	public onEvent(listener: GatewayListener): () => void {
		return this.events.subscribe(listener);
	}

	/** Hears of every frame, cut to a size and without tokens. Returns what unsubscribes the listener. */
	public onFrame(listener: FrameListener): () => void {
		return this.events.frames.subscribe(listener);
	}

	/**
	 * Shuts down: closes every connection with 1001, ends every session and frees the port.
	 *
	 * @param grace Milliseconds for clients to answer the close; then their sockets are destroyed.
	 */
	public async close(grace = 1000): Promise<void> {
		this.isAccepting = false;
		await this.voice.closeAll(GOING_AWAY, "server is shutting down", grace);
		await this.discovery?.close();
		await this.host.destroy();
	}

	/** Does what the death of the process would: no close frames, port free. Sessions can be resumed after `restart`. */
	public async terminate(): Promise<void> {
		this.isAccepting = false;
		this.voice.terminateAll();
		await this.discovery?.close();
		await this.host.destroy();
	}

	/** Terminates, and listens again on the same port with the same sessions. @throws If it never listened. */
	public async restart(): Promise<void> {
		if (this.boundTo === undefined) throw new Error("server never listened, call listen() first");
		await this.terminate();
		await this.listen(this.boundTo.port, this.boundTo.host);
	}

	/**
	 * Makes a voice session known: Identify and Resume are checked against its credentials.
	 *
	 * @throws RangeError If a credential is empty, or the session id is registered already.
	 */
	public registerVoiceSession(credentials: VoiceCredentials): void {
		this.voice.sessions.add(credentials);
	}

	/** Forgets a session and its flags; its client is closed with 4014. Returns false if it was not registered. */
	public unregisterVoiceSession(sessionId: string): boolean {
		const session = this.voice.sessions.get(sessionId);
		if (session === undefined) return false;
		this.disconnectSession(sessionId, VoiceCloseCode.Disconnected, "session was unregistered");
		this.voice.end(session, "unregistered");
		this.voice.sessions.remove(sessionId);
		this.flags.clear(sessionId);
		return true;
	}

	/** Interval that the next connections get in Hello, in milliseconds. */
	public getHeartbeatInterval(): number {
		return this.voice.heartbeatInterval;
	}

	/** @param interval Milliseconds, above 0; whole or not. @throws RangeError If it is out of range. */
	public setHeartbeatInterval(interval: number): void {
		checkRange("heartbeatInterval", interval);
		this.voice.heartbeatInterval = interval;
	}

	/** Makes the next handshakes fail, whoever asks. @throws RangeError On an unknown kind, or a count below 1. */
	public failNextHandshakes(kind: HandshakeFaultKind, count = 1): void {
		this.handshakeFaults.failNext(kind, count);
	}

	/** See `setMuteHello`. */
	public getMuteHello(): boolean {
		return this.voice.isHelloMuted;
	}

	/** Whether the next connections get no Hello. Server-wide: a connection has no session yet when Hello goes out. */
	public setMuteHello(mute: boolean): void {
		this.voice.isHelloMuted = mute;
	}

	/** Stops or resumes heartbeat ACKs. */
	public setStopHeartbeatAcks(sessionId: string, stop: boolean): void {
		this.flags.set(sessionId, { stopHeartbeatAcks: stop });
	}

	/** Control flags of a session; `undefined` if none are set. */
	public getControlFlags(sessionId: string): ConnectionControlFlags | undefined {
		return this.flags.get(sessionId);
	}

	/** Adds to the control flags of a session, registered or not. @throws RangeError On an unknown name or bad value. */
	public setControlFlags(sessionId: string, flags: ConnectionControlFlags): void {
		this.flags.set(sessionId, flags);
	}

	public clearControlFlags(sessionId: string): void {
		this.flags.clear(sessionId);
	}

	/**
	 * Closes the connection of a session. Codes 4006, 4009, 4014, 4021 and 4022 end the session too.
	 *
	 * @param reason At most 123 bytes.
	 * @returns Number of connections closed.
	 * @throws RangeError If a close frame cannot hold the code or the reason.
	 */
	public disconnectSession(sessionId: string, closeCode: number, reason = ""): number {
		checkClose(closeCode, reason);
		return this.withSocket(sessionId, (socket) => this.voice.close(socket, closeCode, reason));
	}

	/** Resets the TCP connection of a session: no close frame. Returns the number of connections dropped. */
	public dropSession(sessionId: string): number {
		return this.withSocket(sessionId, (socket) => this.voice.reset(socket));
	}

	/** Makes the next Resume fail with 4006; a connection that is open stays. Returns false if nothing was live. */
	public invalidateSession(sessionId: string): boolean {
		const session = this.voice.sessions.get(sessionId);
		if (session?.isLive !== true) return false;
		session.isResumable = false;
		if (session.socket === undefined) this.voice.end(session, "invalidated");
		return true;
	}

	/** Sends a WebSocket ping. Returns the number of connections; `stats` counts the pongs. */
	public pingSession(sessionId: string): number {
		return this.withSocket(sessionId, (socket) => socket.ping());
	}

	/**
	 * Sends a numbered JSON message, and keeps it for a Resume, also while the client is away.
	 *
	 * @returns Number of connections it went to.
	 */
	public sendToSession(sessionId: string, opcode: number, d: unknown): number {
		const session = this.voice.sessions.get(sessionId);
		return session === undefined ? 0 : this.voice.sendNumbered(session, opcode, d);
	}

	/**
	 * Sends a numbered binary message, and keeps it for a Resume, also while the client is away.
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
		return this.withSocket(sessionId, (socket) => socket.send(data));
	}

	/** Sends another Hello. @param interval Milliseconds. @throws RangeError If the interval is out of range. */
	public sendHello(sessionId: string, interval = this.getHeartbeatInterval()): number {
		checkRange("heartbeatInterval", interval);
		return this.withSocket(sessionId, (socket) => this.voice.sendHello(socket, interval));
	}

	/** Asks for a heartbeat with the server's own op 3. Returns the number of connections. */
	public requestHeartbeat(sessionId: string): number {
		return this.withSocket(sessionId, (socket) => socket.sendJson(VoiceOpcode.Heartbeat, null));
	}

	/** Latest messages that the client of a session sent, oldest first. @throws RangeError If it is not registered. */
	public received(sessionId: string): ReadonlyArray<ReceivedMessage> {
		return this.voice.sessions.require(sessionId).records.all();
	}

	/** What is known about the client of a session. @throws RangeError If it is not registered. */
	public stats(sessionId: string): VoiceSessionStats {
		return this.voice.sessions.require(sessionId).stats();
	}

	/** Runs `action` on the open socket of a session; returns how many there were. */
	private withSocket(sessionId: string, action: (socket: VoiceSocket) => void): number {
		const socket = this.voice.sessions.get(sessionId)?.socket;
		if (socket?.isOpen !== true) return 0;
		action(socket);
		return 1;
	}
}
