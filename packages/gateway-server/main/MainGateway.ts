/**
 * Main gateway: owns the sockets and the state transitions of sessions. `messages/rules.ts` has the rules for client
 * messages, `messages/handlers.ts` their effects.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../../shared/clock.ts";
import { closeCodeOfError, decodeCloseCode } from "../../shared/closing.ts";
import { Connections } from "../session/Connections.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import type { CloseInitiator, EventHub } from "../events.ts";
import { FaultySocket } from "../faults/FaultySocket.ts";
import type { ResolvedOptions } from "../options.ts";
import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";
import { endsSession } from "./session/closePolicy.ts";
import { Delivery } from "./events/Delivery.ts";
import { GuildCreates } from "./identify/GuildCreates.ts";
import { Guilds } from "./Guilds.ts";
import { HANDLERS } from "./messages/handlers.ts";
import { IdentifyGate } from "./identify/IdentifyGate.ts";
import type { ClientSocket, MainSession } from "./session/MainSession.ts";
import type { MainParts } from "./MainParts.ts";
import { MainSessions } from "./session/MainSessions.ts";
import { MainSocket, type MainSocketOwner } from "./wire/MainSocket.ts";
import { MemberRequests } from "./messages/MemberRequests.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";
import { normalForm } from "./messages/normalForm.ts";
import { originOf } from "./wire/origin.ts";
import { FALLBACK_DIALECT, readDialect } from "./wire/route.ts";
import { MAX_MESSAGE_SIZE, readMessage, refusalOf, type ClientMessage, type Refusal } from "./messages/rules.ts";
import { shownFrame } from "./session/shownFrame.ts";
import { VoiceMembership, type VoiceSide } from "./voice/VoiceMembership.ts";
import { VoiceMembers } from "./voice/VoiceMembers.ts";

/** Milliseconds that a client has to disconnect after Reconnect (op 7). */
const DEPARTURE_WAIT = 5000;

export class MainGateway implements MainParts, MainSocketOwner<MainSession> {
	/** Interval of the next Hello in milliseconds. */
	public heartbeatInterval: number;
	/** Whether to withhold Hello from new connections. */
	public isHelloMuted = false;
	/** Total number of accepted sockets. */
	public connectionsTotal = 0;
	/** By session id. */
	public readonly sessions = new MainSessions();
	public readonly guilds: Guilds;
	public readonly guildCreates: GuildCreates;
	public readonly gate: IdentifyGate;
	public readonly delivery: Delivery;
	public readonly memberRequests: MemberRequests;
	public readonly voiceMembership: VoiceMembership;
	public readonly voiceMembers: VoiceMembers;
	private readonly connections: Connections<ClientSocket>;

	public constructor(
		public readonly options: ResolvedOptions,
		public readonly flags: ControlFlagStore,
		public readonly events: EventHub,
		public readonly clock: Clock,
		voiceSide: VoiceSide,
	) {
		this.heartbeatInterval = options.heartbeatInterval;
		this.connections = new Connections(clock, (...end) => this.detach(...end));
		this.guilds = new Guilds(options.main.guilds);
		this.guildCreates = new GuildCreates(this.guilds);
		this.gate = new IdentifyGate(options.main);
		this.delivery = new Delivery(this.sessions, options.main.user.id);
		this.memberRequests = new MemberRequests(this.guilds, this.delivery, clock);
		this.voiceMembership = new VoiceMembership(this, voiceSide);
		this.voiceMembers = new VoiceMembers(this.guilds, this.delivery);
		// also sockets that the server gave up: a half-open one continues once the flag is cleared
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
		const answer = readDialect(request.url ?? "");
		const flags = this.flags.viewOf(() => socket.session?.id);
		const socket: ClientSocket = new MainSocket(
			this.connectionsTotal,
			answer.kind === "accepted" ? answer.dialect : FALLBACK_DIALECT,
			originOf(request),
			new FaultySocket(webSocket, stream, this.clock, this.options.random, flags),
			this.clock,
			this.heartbeatInterval,
			this,
		);
		this.connections.add(socket);
		webSocket.on("message", (data, isBinary) => this.receive(socket, data, isBinary));
		webSocket.on("pong", () => {
			socket.session?.count("pongs");
			this.events.emit({ kind: "pong", connection: socket.id, sessionId: socket.session?.id, gateway: "main" });
		});
		webSocket.on("error", (error) =>
			this.connections.lost(socket, closeCodeOfError(error), error.message, "server"),
		);
		webSocket.on("close", (code, reason) => {
			this.connections.lost(socket, decodeCloseCode(code), reason.toString(), "client");
			socket.release();
			this.connections.delete(socket);
		});
		this.events.emit({ kind: "connected", connection: socket.id, gateway: "main" });

		if (answer.kind === "refused") {
			this.options.logger(`connection refused with ${answer.code}: ${answer.reason}`);
			return this.close(socket, answer.code, answer.reason);
		}
		if (!this.isHelloMuted) this.sendHello(socket, this.heartbeatInterval);
	}

	public authenticates(token: string): boolean {
		try {
			return this.options.main.authenticate(token) === true;
		} catch (error) {
			this.options.logger(`authenticate failed: ${error instanceof Error ? error.name : "unknown error"}`);
			return false;
		}
	}

	/** Sends Hello and expects heartbeats at its interval in milliseconds. */
	public sendHello(socket: ClientSocket, interval: number): void {
		socket.setInterval(interval);
		socket.sendOp(GatewayOpcode.Hello, { heartbeat_interval: interval });
	}

	public attach(session: MainSession, socket: ClientSocket): void {
		const { state } = session;
		if (state.kind === "away") this.clock.clearTimeout(state.expiry);
		socket.session = session;
		session.state = { kind: "connected", socket };
		if (state.kind === "connected") {
			this.close(state.socket, GatewayCloseCode.UnknownError, "session moved to another connection");
		}
	}

	/** Sends Reconnect, and closes a client that does not disconnect. */
	public reconnect(socket: ClientSocket): void {
		socket.sendOp(GatewayOpcode.Reconnect, null);
		socket.expectDeparture(DEPARTURE_WAIT, () =>
			this.close(socket, GatewayCloseCode.UnknownError, "client did not reconnect"),
		);
	}

	public invalidate(session: MainSession, isResumable: boolean): boolean {
		const { socket } = session;
		if (!session.isLive) return false;
		socket?.sendOp(GatewayOpcode.InvalidSession, isResumable);
		if (socket !== undefined) {
			socket.session = undefined;
			this.leave(session);
		}
		if (!isResumable) this.end(session, "invalidated");
		return true;
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

	/** Ends a session without a socket. It can no longer be resumed, and leaves voice. */
	public end(session: MainSession, reason: string): void {
		const { state } = session;
		if (!session.isLive) return;
		session.state = { kind: "ended" };
		if (state.kind === "away") this.clock.clearTimeout(state.expiry);
		this.events.emit({ kind: "ended", sessionId: session.id, reason, gateway: "main" });
		this.voiceMembership.leaveAll(session);
		const forgotten = this.sessions.retire(session);
		if (forgotten !== undefined) this.flags.clear(forgotten);
	}

	/** Whether frames have a listener. */
	public get isWatching(): boolean {
		return this.events.frames.isWatched;
	}

	public onSent(socket: ClientSocket, message: string | Buffer): void {
		this.events.frames.emit(() => shownFrame(socket, "out", message));
	}

	public onSilent(socket: ClientSocket): void {
		this.close(socket, this.options.main.heartbeatTimeoutCode, "no heartbeat in time");
	}

	private receive(socket: ClientSocket, data: RawData, isBinary: boolean): void {
		if (!socket.isOpen) return;
		const bytes = data as Buffer; // the default binaryType of ws
		const refuse = (code: number, reason: string): void => this.close(socket, code, reason);
		if (!socket.sendWindow.take(this.clock.now())) return refuse(GatewayCloseCode.RateLimited, "too many messages");
		if (bytes.length > MAX_MESSAGE_SIZE) {
			return refuse(GatewayCloseCode.DecodeError, `message must be at most ${MAX_MESSAGE_SIZE} bytes`);
		}
		const message = this.decode(socket, bytes, isBinary);
		if ("code" in message) return refuse(message.code, message.reason);
		const refusal = refusalOf(message, socket.session !== undefined);
		if (refusal !== undefined) return refuse(refusal.code, refusal.reason);
		const before = socket.session;
		this.handle(socket, message);
		const session = before ?? socket.session;
		if (session !== before) socket.applyFlags();
		session?.records.add({ at: this.clock.now(), kind: "json", ...message }, bytes.length);
	}

	/** Never throws. An error closes one connection and never ends the process. */
	private handle(socket: ClientSocket, message: ClientMessage): void {
		try {
			HANDLERS.get(message.op)?.(this, socket, normalForm(message) as never);
		} catch (error) {
			this.options.logger(`op ${message.op} failed: ${error instanceof Error ? error.name : "unknown error"}`);
			this.close(socket, GatewayCloseCode.UnknownError, `op ${message.op} failed`);
		}
	}

	private decode(socket: ClientSocket, bytes: Buffer, isBinary: boolean): ClientMessage | Refusal {
		try {
			const decoded = socket.dialect.codec.decode(bytes, isBinary);
			this.events.frames.emit(() => shownFrame(socket, "in", decoded as object));
			return readMessage(decoded);
		} catch {
			// bytes are not shown, because a token in them cannot be found
			const shown = isBinary ? `[${bytes.length} bytes]` : bytes.toString();
			this.events.frames.emit(() => shownFrame(socket, "in", shown));
			return { code: GatewayCloseCode.DecodeError, reason: "message cannot be decoded" };
		}
	}

	/** Runs once per connection. */
	private detach(socket: ClientSocket, code: number | undefined, reason: string, by: CloseInitiator): void {
		const { session } = socket;
		const sessionId = session?.id;
		this.events.emit({ kind: "closed", connection: socket.id, sessionId, code, reason, by, gateway: "main" });
		if (session === undefined || session.socket !== socket) return;
		this.leave(session);
		if (endsSession(by, code)) this.end(session, `closed by ${by} with ${code}`);
	}

	/** Detaches a session from its socket, and gives its client time to resume. */
	private leave(session: MainSession): void {
		const expire = (): void => this.end(session, "not resumed in time");
		session.state = { kind: "away", expiry: this.clock.setTimeout(expire, this.options.resumeTimeout) };
	}
}
