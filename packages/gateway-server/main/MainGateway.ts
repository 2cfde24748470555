/**
 * Main gateway v10, server side: owns the sockets and moves the sessions from state to state.
 * What a client may send is in `rules.ts`, what follows from it in `handlers.ts`.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../../shared/clock.ts";
import { closeCodeOfError, decodeCloseCode } from "../../shared/closing.ts";
import { Connections } from "../Connections.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import type { CloseInitiator, EventHub } from "../events.ts";
import { FaultySocket } from "../faults/FaultySocket.ts";
import type { ResolvedOptions } from "../options.ts";
import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";
import { endsSession } from "./closePolicy.ts";
import { deliver, guildIdOf, shardFilter } from "./dispatch.ts";
import { GuildCreates } from "./GuildCreates.ts";
import { Guilds } from "./Guilds.ts";
import { HANDLERS } from "./handlers.ts";
import { IdentifyGate } from "./IdentifyGate.ts";
import type { MainSession } from "./MainSession.ts";
import { MainSessions } from "./MainSessions.ts";
import { MainSocket, type MainSocketOwner } from "./MainSocket.ts";
import { MemberRequests } from "./MemberRequests.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";
import { normalForm } from "./normalForm.ts";
import { originOf } from "./origin.ts";
import { OutgoingEvent } from "./OutgoingEvent.ts";
import { FALLBACK_DIALECT, readDialect } from "./route.ts";
import { MAX_MESSAGE_SIZE, readMessage, refusalOf, type ClientMessage, type Refusal } from "./rules.ts";
import { shownFrame } from "./shownFrame.ts";
import { VoiceLinks, type VoiceSide } from "./VoiceLinks.ts";
import { VoiceMembers } from "./VoiceMembers.ts";

/** Milliseconds that a client has to go by itself after Reconnect (op 7). */
const DEPARTURE_WAIT = 5000;

export class MainGateway implements MainSocketOwner {
	/** Interval that the next Hello gives, in milliseconds. */
	public heartbeatInterval: number;
	/** Whether connections get no Hello. */
	public isHelloMuted = false;
	/** Sockets accepted so far. */
	public connectionsTotal = 0;
	/** By session id. */
	public readonly sessions = new MainSessions();
	public readonly guilds: Guilds;
	public readonly guildCreates: GuildCreates;
	public readonly gate: IdentifyGate;
	public readonly memberRequests = new MemberRequests();
	public readonly voiceLinks: VoiceLinks;
	public readonly voiceMembers: VoiceMembers;
	private readonly connections: Connections<MainSocket>;

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
		this.voiceLinks = new VoiceLinks(this, voiceSide);
		this.voiceMembers = new VoiceMembers(this);
		// also those that the server gave up: one that is half-open goes on once the flag is gone
		flags.onChange((sessionId) => {
			for (const socket of this.connections.all) if (socket.session?.id === sessionId) socket.applyFlags();
		});
	}

	/** Sockets that neither side is closing. */
	public get openSockets(): ReadonlyArray<MainSocket> {
		return this.connections.open;
	}

	/** Takes a connection over after its WebSocket handshake. */
	public accept(webSocket: WebSocket, request: IncomingMessage, stream: Duplex): void {
		this.connectionsTotal += 1;
		const answer = readDialect(request.url ?? "");
		const flags = this.flags.viewOf(() => socket.session?.id);
		const socket: MainSocket = new MainSocket(
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

	/** Checks a bot token. Never errors: an owner's check that throws is logged, and refuses. */
	public authenticates(token: string): boolean {
		try {
			return this.options.main.authenticate(token) === true;
		} catch (error) {
			this.options.logger(`authenticate failed: ${error instanceof Error ? error.name : "unknown error"}`);
			return false;
		}
	}

	/** Sends Hello and expects heartbeats at its pace, in milliseconds. */
	public sendHello(socket: MainSocket, interval: number): void {
		socket.setInterval(interval);
		socket.sendOp(GatewayOpcode.Hello, { heartbeat_interval: interval });
	}

	/**
	 * Numbers an event for one session and keeps it for a Resume, if its intents let it through.
	 *
	 * @returns Number of sockets it went to.
	 * @throws TypeError If `data` cannot be JSON.
	 */
	public dispatchTo(session: MainSession, event: string, data: unknown, guildId = guildIdOf(data)): number {
		return deliver(session, this.outgoing(event, data, guildId));
	}

	/** Dispatches to every session whose shard has the guild; what has no guild goes to shard 0. */
	public dispatch(event: string, data: unknown, guildId = guildIdOf(data)): number {
		const outgoing = this.outgoing(event, data, guildId);
		const isConcerned = shardFilter(guildId);
		let sent = 0;
		for (const session of this.sessions.all()) {
			if (isConcerned(session.shard)) sent += deliver(session, outgoing);
		}
		return sent;
	}

	/** Gives an away or connected session to a socket. A socket that has it still is closed. */
	public attach(session: MainSession, socket: MainSocket): void {
		const { state } = session;
		if (state.kind === "away") this.clock.clearTimeout(state.expiry);
		socket.session = session;
		session.state = { kind: "connected", socket };
		if (state.kind === "connected") {
			this.close(state.socket, GatewayCloseCode.UnknownError, "session moved to another connection");
		}
	}

	/** Sends Reconnect, and closes a client that stays. */
	public reconnect(socket: MainSocket): void {
		socket.sendOp(GatewayOpcode.Reconnect, null);
		socket.expectDeparture(DEPARTURE_WAIT, () =>
			this.close(socket, GatewayCloseCode.UnknownError, "client did not reconnect"),
		);
	}

	/** Sends Invalid Session and takes the session from its socket; ends it unless it may be resumed. */
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

	/** Starts a close handshake. The session feels it at once, however late the client answers. */
	public close(socket: MainSocket, code: number, reason: string): void {
		this.connections.close(socket, code, reason);
	}

	/** Resets the connection without a close frame. */
	public reset(socket: MainSocket): void {
		this.connections.reset(socket);
	}

	/** Destroys every connection as the end of the process would. Sessions stay, to be resumed. */
	public terminateAll(): void {
		this.connections.terminateAll();
	}

	/** Closes every connection and ends every session; what is left after `grace` milliseconds is destroyed. */
	public async closeAll(code: number, reason: string, grace: number): Promise<void> {
		for (const socket of this.openSockets) this.close(socket, code, reason);
		for (const session of this.sessions.all()) this.end(session, reason);
		await this.connections.drain(grace);
	}

	/** Ends a session that has no socket any more: it can be resumed no more, and leaves voice. */
	public end(session: MainSession, reason: string): void {
		const { state } = session;
		if (!session.isLive) return;
		session.state = { kind: "ended" };
		if (state.kind === "away") this.clock.clearTimeout(state.expiry);
		this.events.emit({ kind: "ended", sessionId: session.id, reason, gateway: "main" });
		this.voiceLinks.leaveAll(session);
		const forgotten = this.sessions.retire(session);
		if (forgotten !== undefined) this.flags.clear(forgotten);
	}

	/** Whether anyone wants to hear of frames. */
	public get isWatching(): boolean {
		return this.events.frames.isWatched;
	}

	public onSent(socket: MainSocket, message: string | Buffer): void {
		this.events.frames.emit(() => shownFrame(socket, "out", message));
	}

	public onSilent(socket: MainSocket): void {
		this.close(socket, this.options.main.heartbeatTimeoutCode, "no heartbeat in time");
	}

	private outgoing(event: string, data: unknown, guildId: string | undefined): OutgoingEvent {
		return new OutgoingEvent(event, data, guildId, this.options.main.user.id);
	}

	private receive(socket: MainSocket, data: RawData, isBinary: boolean): void {
		if (!socket.isOpen) return;
		const bytes = data as Buffer; // what ws delivers unless told otherwise
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

	/** Never errors: whatever is wrong in here ends one connection, and not the process. */
	private handle(socket: MainSocket, message: ClientMessage): void {
		try {
			HANDLERS.get(message.op)?.(this, socket, normalForm(message) as never);
		} catch (error) {
			this.options.logger(`op ${message.op} failed: ${error instanceof Error ? error.name : "unknown error"}`);
			this.close(socket, GatewayCloseCode.UnknownError, `op ${message.op} failed`);
		}
	}

	private decode(socket: MainSocket, bytes: Buffer, isBinary: boolean): ClientMessage | Refusal {
		try {
			const decoded = socket.dialect.codec.decode(bytes, isBinary);
			this.events.frames.emit(() => shownFrame(socket, "in", decoded as object));
			return readMessage(decoded);
		} catch {
			// bytes are not shown: a token in them would not be known for one
			const shown = isBinary ? `[${bytes.length} bytes]` : bytes.toString();
			this.events.frames.emit(() => shownFrame(socket, "in", shown));
			return { code: GatewayCloseCode.DecodeError, reason: "message cannot be decoded" };
		}
	}

	/** Runs once for each connection. */
	private detach(socket: MainSocket, code: number | undefined, reason: string, by: CloseInitiator): void {
		const { session } = socket;
		const sessionId = session?.id;
		this.events.emit({ kind: "closed", connection: socket.id, sessionId, code, reason, by, gateway: "main" });
		if (session === undefined || session.socket !== socket) return;
		this.leave(session);
		if (endsSession(by, code)) this.end(session, `closed by ${by} with ${code}`);
	}

	/** Takes a session from its socket, and gives its client time to come back. */
	private leave(session: MainSession): void {
		const expire = (): void => this.end(session, "not resumed in time");
		session.state = { kind: "away", expiry: this.clock.setTimeout(expire, this.options.resumeTimeout) };
	}
}
