//!native
//!optimize 2
/**
 * The socket under a voice connection: a receive loop and a heartbeat scheduler, two coroutine threads over one socket.
 *
 *     socket --message--> socketThread --payload--> onMessage
 *                              | Hello, ACK, op 3
 *                              v
 *                        heartbeatThread --beat--> socket, or onZombified
 *
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { isSequence } from "./protocol/guards";
import { StandIn } from "./protocol/heartbeat";
import { Control, readControl } from "./protocol/voice/control";
import { decodeBinaryFrame, readBinaryFrame } from "./protocol/voice/frame";
import { LastBeat } from "./protocol/voice/lastBeat";
import { encodeHeartbeat, isVoicePayload, NO_SEQUENCE, VoicePayload } from "./protocol/voice/payload";
import { IsolatedLogger, logCallbackFault, runCallback } from "./runtime/callback";
import { Heartbeat } from "./runtime/Heartbeat";
import { decodeJson } from "./runtime/json";
import { Logger } from "./runtime/Logger";
import { MessageLoop } from "./runtime/MessageLoop";
import { settledPromise } from "./runtime/settledPromise";
import { ThrottledLog } from "./runtime/ThrottledLog";
import { assertCloseCode } from "./socket/closeCode";
import { assertMessage } from "./socket/message";
import { SocketAdapter } from "./socket/SocketAdapter";
import { resolveEnvironment, SocketEnvironment } from "./socket/SocketEnvironment";
import { SocketLifetime, SocketEnd } from "./socket/SocketLifetime";

/** The transport with its read-only fields writable. */
type Shown = Writable<WebSocketTransport>;

const NO_SOCKET = "cannot send: no socket is open";

/** All fields except `isResuming` and the callbacks are read-only. */
export class WebSocketTransport {
	/** Whether a socket is open. */
	public readonly socketActive: boolean = false;
	/** Whether `_openSocket` is opening a socket that is not the first one. @hidden */
	public readonly socketReconnecting: boolean = false;
	/** Whether `forceClose` is running: true inside the `onDisconnected` that it fires. @hidden */
	public readonly socketDisconnecting: boolean = false;
	/** Set it before `_openSocket` to keep the sequence. The server's Ready or Resumed clears it. */
	public isResuming = false;
	/** The open socket. */
	public readonly socketInstance?: SocketAdapter;
	/** The receive loop. A callback that yields keeps its thread, and a new one replaces it. @hidden */
	public readonly socketThread?: thread;
	/** Milliseconds between heartbeats, from Hello, but at least `heartbeatFloor` of the environment. */
	public readonly heartbeatInterval?: number;
	/** The heartbeat scheduler; suspended between beats. @hidden */
	public readonly heartbeatThread?: thread;
	/** False from a heartbeat until its ACK. */
	public readonly heartbeatAcknowledged: boolean = true;
	/** Clock reading, in seconds, of the last heartbeat. */
	public readonly heartbeatClockTime?: number;
	/** Seconds from a heartbeat to its ACK, as last measured. */
	public readonly heartbeatPing?: number;
	/** Last sequence number received; -1 before the first. */
	public readonly sequenceAcknowledgement: number = NO_SEQUENCE;
	/** Number of messages that were skipped because they could not be decoded. */
	public readonly malformedCount: number = 0;

	/** The socket is open: send Identify or Resume. */
	public onConnected?: () => void;
	/**
	 * An open socket has ended. Called once for each socket, and last. `code` is the close code; undefined if no close frame
	 * was seen, the adapter reports none, or `forceClose` got none. `reason` is for people; may be empty.
	 */
	public onDisconnected?: (code?: number, closedBySelf?: boolean, reason?: string) => void;
	/** A message arrived, including those that the transport acts on. */
	public onMessage?: (payload: VoicePayload) => void;
	/**
	 * A heartbeat was due while the last one was unacknowledged, whatever other messages came. Called once for each socket,
	 * which is still open.
	 */
	public onZombified?: () => void;

	private lifetime?: SocketLifetime;
	private hasOpened = false;
	/** Whether JSON is being decoded: distinguishes a malformed message from a callback that throws. */
	private isDecoding = false;
	private readonly malformed: ThrottledLog;
	private readonly messages: MessageLoop<string | buffer>;
	private readonly heartbeat: Heartbeat;
	private readonly environment: SocketEnvironment;
	/** `logger`, isolated. */
	private readonly log: Logger;

	/**
	 * @param logger Anything with `debug`, `info`, `warn` and `error`; see `createLogger`.
	 * @param environment Replacements for the engine's sockets, clock and random numbers.
	 */
	public constructor(
		public readonly logger: Logger,
		environment: Partial<SocketEnvironment> = {},
	) {
		this.environment = resolveEnvironment(environment);
		this.log = new IsolatedLogger(this.environment.scheduler, logger);
		this.malformed = new ThrottledLog(this.log, "skipped a malformed message");
		this.messages = new MessageLoop(
			(message) => this._handleMessage(message, true),
			(reason) => this.caught(reason),
			(thread) => ((this as Shown).socketThread = thread),
		);
		this.heartbeat = new Heartbeat({
			...this.environment,
			log: this.log,
			lifeSign: "ack",
			matcher: new LastBeat(),
			encode: (nonce) => encodeHeartbeat(nonce, this.sequenceAcknowledgement),
			send: (message) => this.send(message),
			standIn: (standIn) => this.delegate(standIn),
			onZombie: () => this.call("onZombified", this.onZombified),
			onChanged: () => this.showHeartbeat(),
		});
	}

	/**
	 * Sends one message: a string as text, a buffer as binary. Never yields.
	 *
	 * @returns Rejects with the reason if no socket is open, if the socket sends text only, or if the network fails, which
	 * also ends the socket.
	 * @throws If `data` is neither a string nor a buffer, or a string that is not UTF-8.
	 */
	public sendAsync(data: string | buffer): Promise<void> {
		assertMessage(data);
		const fault = this.send(data);
		// Identify or Resume was sent. Before it, the server closes with 4003 on a heartbeat.
		if (fault === undefined) this.heartbeat.release();
		return settledPromise(fault);
	}

	/**
	 * Decodes one message and passes it to `onMessage`. Malformed messages are logged, counted and skipped. Errors of the
	 * callback are logged. Never errors. Yields only if `onMessage` does, in the caller's thread.
	 *
	 * @param message Raw bytes, or a buffer if they are known to be binary.
	 * @param isCaught Whether the caller catches errors. The receive loop does: a pcall for each message would cost as much
	 * as decoding it.
	 * @hidden
	 */
	public _handleMessage(message: string | buffer, isCaught?: boolean): void {
		if (isCaught !== true) return this.handleAndCatch(message);
		const frame = typeIs(message, "string") ? readBinaryFrame(message) : decodeBinaryFrame(message);
		if (frame === undefined) return this.handleText(message);
		(this as Shown).sequenceAcknowledgement = frame.seq;
		this.onMessage?.(frame);
	}

	/**
	 * Sends a heartbeat. If the last one was never acknowledged, fires `onZombified` instead. Never yields.
	 *
	 * @param requested Whether the server asked for it. Then it is sent even if the last one is unacknowledged.
	 * @returns Rejects like `sendAsync`, and if the connection is already zombied.
	 */
	public heartbeatAsync(requested = false): Promise<void> {
		return settledPromise(this.socketActive ? this.heartbeat.beat(requested) : NO_SOCKET);
	}

	/**
	 * Schedules the next heartbeat in `milliseconds`, in place of the pending one. Later ones follow in Hello's interval, or
	 * in this one before Hello. Never yields.
	 *
	 * @throws If no socket is open, or `milliseconds` is not finite or below 0.
	 */
	public heartbeatIn(milliseconds: number): void {
		assert(this.socketActive, "cannot schedule a heartbeat: no socket is open");
		this.heartbeat.beatIn(this.heartbeatInterval ?? milliseconds, milliseconds);
	}

	/**
	 * Opens a socket, starts the receive loop, and fires `onConnected`. Yields until the socket is open.
	 *
	 * @param url With its version, such as `wss://host:port/?v=8`.
	 * @throws With the reason if it cannot be opened, or `forceClose` came first. Throws at once if there is a socket.
	 */
	public _openSocket(url: string): void {
		assert(this.lifetime === undefined, "cannot open a second socket: close the first");
		assert(url.match("^wss?://[^/]")[0] !== undefined, `url must start with ws:// or wss://, got ${url}`);
		const lifetime = new SocketLifetime(this.environment.scheduler, {
			onOpen: (adapter) => this.opened(adapter),
			onMessage: (message) => this.messages.push(message),
			onEnd: (socketEnd) => this.ended(socketEnd),
		});
		this.lifetime = lifetime;
		(this as Shown).socketReconnecting = this.hasOpened;
		this.heartbeat.reset();
		if (!this.isResuming) (this as Shown).sequenceAcknowledgement = NO_SEQUENCE;
		lifetime.open(this.environment.createSocket, url);
	}

	/**
	 * Closes the socket and ends both threads. Never yields. Safe to call twice, while connecting, and from any callback. When
	 * it returns, nothing of the socket is left, and `onDisconnected` has been called if it was open.
	 *
	 * @param code Close code to send, see `assertCloseCode`. Not every adapter can send one.
	 * @throws If `code` is not a close code.
	 */
	public forceClose(code?: number): void {
		assertCloseCode(code);
		if (this.lifetime === undefined) return;
		(this as Shown).socketDisconnecting = true;
		this.lifetime.close(code, "closed by forceClose");
		(this as Shown).socketDisconnecting = false;
	}

	private opened(adapter: SocketAdapter): void {
		this.hasOpened = true;
		(this as Shown).socketInstance = adapter;
		(this as Shown).socketActive = true;
		(this as Shown).socketReconnecting = false;
		this.messages.start();
		this.call("onConnected", this.onConnected);
	}

	private ended({ code, reason, wasOpen, bySelf }: SocketEnd): void {
		this.lifetime = undefined;
		(this as Shown).socketInstance = undefined;
		(this as Shown).socketActive = false;
		(this as Shown).socketReconnecting = false;
		this.messages.stop();
		this.heartbeat.stop();
		this.log.info(`socket closed by ${bySelf ? "us" : "the peer"}, code ${code ?? "none"}: ${reason}`);
		if (wasOpen) this.call("onDisconnected", this.onDisconnected, code, bySelf, reason);
	}

	private handleAndCatch(message: string | buffer): void {
		const [ok, reason] = pcall(() => this._handleMessage(message, true));
		if (!ok) this.caught(reason);
	}

	private caught(reason: unknown): void {
		if (!this.isDecoding) return logCallbackFault(this.log, "onMessage", reason);
		this.isDecoding = false;
		this.skipMalformed(tostring(reason));
	}

	private handleText(message: string | buffer): void {
		if (!typeIs(message, "string")) return this.skipMalformed("binary message without a whole header");
		this.isDecoding = true;
		const payload = decodeJson(message);
		this.isDecoding = false;
		if (!isVoicePayload(payload)) return this.skipMalformed("JSON without a numeric op");
		if (isSequence(payload.seq)) (this as Shown).sequenceAcknowledgement = payload.seq;
		const control = readControl(payload);
		if (control?.kind === "malformed") return this.skipMalformed(control.reason);
		if (control !== undefined) this.obey(control);
		this.onMessage?.(payload);
	}

	private obey(control: Control): void {
		if (control.kind === "hello") this.greet(control.interval);
		else if (control.kind === "requested") this.heartbeat.answer();
		else if (control.kind === "acknowledged") this.heartbeat.acknowledge(control.nonce);
		else this.isResuming = false;
	}

	private greet(interval: number): void {
		if (this.socketActive) this.heartbeat.hello(interval);
	}

	private skipMalformed(reason: string): void {
		this.malformed.add(reason);
		(this as Shown).malformedCount = this.malformed.count;
	}

	/** Passes the stand-in to a socket that supports keep-alive. It acknowledges only messages that we have handled. */
	private delegate(standIn: StandIn): void {
		if (this.socketInstance?.capabilities.keepAlive !== true) return;
		const fault = this.lifetime?.keepAlive(standIn);
		if (fault !== undefined) this.log.warn(fault);
	}

	private showHeartbeat(): void {
		const { heartbeat } = this;
		const shown = this as Shown;
		shown.heartbeatInterval = heartbeat.interval;
		shown.heartbeatThread = heartbeat.thread;
		shown.heartbeatAcknowledged = heartbeat.acknowledged;
		shown.heartbeatClockTime = heartbeat.sentAt;
		shown.heartbeatPing = heartbeat.ping;
	}

	private call<T extends Array<unknown>>(
		name: string,
		callback: ((...args: T) => void) | undefined,
		...args: T
	): void {
		runCallback(this.environment.scheduler, this.log, name, callback, ...args);
	}

	private send(data: string | buffer): string | undefined {
		return this.lifetime === undefined ? NO_SOCKET : this.lifetime.send(data);
	}
}
