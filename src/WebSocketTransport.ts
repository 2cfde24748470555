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

import { heartbeatIntervalOf, nextNonce, standInFor, startHeartbeat } from "./protocol/heartbeat";
import { Control, readControl } from "./protocol/voice/control";
import { decodeBinaryFrame, readBinaryFrame } from "./protocol/voice/frame";
import { encodeHeartbeat, isSequence, isVoicePayload, NO_SEQUENCE } from "./protocol/voice/payload";
import { IsolatedLogger, logCallbackFault, runCallback } from "./runtime/callback";
import { FaultLog } from "./runtime/FaultLog";
import { HeartbeatAnswers } from "./runtime/HeartbeatAnswers";
import { decodeJson } from "./runtime/json";
import { Logger } from "./runtime/Logger";
import { MessageLoop } from "./runtime/MessageLoop";
import { Pacemaker } from "./runtime/Pacemaker";
import { settle } from "./runtime/settle";
import { assertCloseCode } from "./socket/closeCode";
import { assertMessage } from "./socket/message";
import { SocketAdapter } from "./socket/SocketAdapter";
import { resolveEnvironment, SocketEnvironment } from "./socket/SocketEnvironment";
import { SocketLifetime, SocketEnd } from "./socket/SocketLifetime";
import { TransportFields } from "./TransportFields";

export class WebSocketTransport extends TransportFields {
	private lifetime?: SocketLifetime;
	private hasOpened = false;
	private isZombied = false;
	/** Whether JSON is being decoded: tells a malformed message from a callback that throws. */
	private isDecoding = false;
	/** Nonce of the last heartbeat. */
	private nonce?: number;
	private readonly malformed: FaultLog;
	private readonly messages: MessageLoop<string | buffer>;
	private readonly pacemaker: Pacemaker;
	private readonly answers: HeartbeatAnswers;
	private readonly environment: SocketEnvironment;
	/** `logger`, isolated. */
	private readonly log: Logger;

	/**
	 * @param logger Anything with `debug`, `info`, `warn` and `error`; see `createLogger`.
	 * @param environment What the transport stands on, where it is not the engine's own.
	 */
	public constructor(
		public readonly logger: Logger,
		environment: Partial<SocketEnvironment> = {},
	) {
		super();
		this.environment = resolveEnvironment(environment);
		this.log = new IsolatedLogger(this.environment.scheduler, logger);
		this.malformed = new FaultLog(this.log, "skipped a malformed message");
		this.messages = new MessageLoop(
			(message) => this._handleMessage(message, true),
			(reason) => this.caught(reason),
			(thread) => (this.socketThread = thread),
		);
		const { scheduler } = this.environment;
		this.pacemaker = new Pacemaker(scheduler, () => this.beat(false));
		this.answers = new HeartbeatAnswers(scheduler, () => this.beat(true));
	}

	/**
	 * Sends one message: a string as text, a buffer as binary. Never yields.
	 *
	 * @returns Rejects with the reason if no socket is open, if it sends text only, or if the network fails; the last
	 * ends the socket too.
	 * @throws If `data` is neither, or a string that is not UTF-8.
	 */
	public sendAsync(data: string | buffer): Promise<void> {
		assertMessage(data);
		const fault = this.send(data);
		// Identify or Resume is out: from here on the server takes heartbeats. Before, it closes with 4003.
		if (fault === undefined) this.pacemaker.release();
		return settle(fault);
	}

	/**
	 * Decodes one message and hands it to `onMessage`. Bytes that cannot be read are logged, counted and skipped; a
	 * callback that throws is logged. Never errors. Yields only if `onMessage` does, and then in the caller's thread.
	 *
	 * @param message Raw bytes of either kind, or a buffer if they are known to be binary.
	 * @param isCaught For the receive loop, which catches for as long as it runs: a pcall a message costs as much as to
	 * decode one.
	 */
	public _handleMessage(message: string | buffer, isCaught?: boolean): void {
		if (isCaught !== true) return this.handleAndCatch(message);
		const frame = typeIs(message, "string") ? readBinaryFrame(message) : decodeBinaryFrame(message);
		if (frame === undefined) return this.handleText(message);
		this.sequenceAcknowledgement = frame.seq;
		this.onMessage?.(frame);
	}

	/**
	 * Sends a heartbeat; or, if the last was never acknowledged, fires `onZombified` instead. Never yields.
	 *
	 * @param requested Whether the server asked for it: then it is sent whatever is unacknowledged.
	 * @returns Rejects as `sendAsync` does, and if the connection is zombied already.
	 */
	public heartbeatAsync(requested = false): Promise<void> {
		return settle(this.beat(requested));
	}

	/**
	 * Puts the next heartbeat `milliseconds` from now, in place of the pending one; later ones follow in Hello's interval,
	 * or before Hello in this one. Never yields.
	 *
	 * @throws If no socket is open, or `milliseconds` is not finite, or below 0.
	 */
	public heartbeatIn(milliseconds: number): void {
		assert(this.socketActive, "cannot schedule a heartbeat: no socket is open");
		this.startHeartbeat(this.heartbeatInterval ?? milliseconds, milliseconds);
	}

	/**
	 * Opens a socket, starts the receive loop, and fires `onConnected`. Yields until the socket is open.
	 *
	 * @param url With its version, such as `wss://host:port/?v=8`.
	 * @throws With the reason if it cannot be opened, or `forceClose` came first; at once if this transport has a socket.
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
		this.socketReconnecting = this.hasOpened;
		this.heartbeatInterval = undefined;
		this.heartbeatAcknowledged = true;
		this.isZombied = false;
		this.nonce = undefined;
		if (!this.isResuming) this.sequenceAcknowledgement = NO_SEQUENCE;
		lifetime.open(this.environment.createSocket, url);
	}

	/**
	 * Closes the socket and ends both threads, from anywhere: any callback, while connecting, twice. Never yields. When it
	 * returns, nothing of this socket is left, and `onDisconnected` has been called if it was open.
	 *
	 * @param code Close code to send, see `assertCloseCode`; not every adapter can.
	 * @throws If `code` is not a close code.
	 */
	public forceClose(code?: number): void {
		assertCloseCode(code);
		if (this.lifetime === undefined) return;
		this.socketDisconnecting = true;
		this.lifetime.close(code, "closed by forceClose");
		this.socketDisconnecting = false;
	}

	private opened(adapter: SocketAdapter): void {
		this.hasOpened = true;
		this.socketInstance = adapter;
		this.socketActive = true;
		this.socketReconnecting = false;
		this.messages.start();
		this.call("onConnected", this.onConnected);
	}

	private ended({ code, reason, wasOpen, bySelf }: SocketEnd): void {
		this.lifetime = undefined;
		this.socketInstance = undefined;
		this.socketActive = false;
		this.socketReconnecting = false;
		this.messages.stop();
		this.pacemaker.stop();
		this.answers.stop();
		this.heartbeatThread = undefined;
		this.log.info(`socket ended ${bySelf ? "by us" : "by the other side"}, code ${code ?? "none"}: ${reason}`);
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
		if (isSequence(payload.seq)) this.sequenceAcknowledgement = payload.seq;
		const control = readControl(payload);
		if (control?.kind === "malformed") return this.skipMalformed(control.reason);
		if (control !== undefined) this.obey(control);
		this.onMessage?.(payload);
	}

	private obey(control: Control): void {
		if (control.kind === "hello") this.greet(control.interval);
		else if (control.kind === "requested") this.answers.request();
		else if (control.kind === "acknowledged") this.acknowledge(control.nonce);
		else this.isResuming = false;
	}

	private skipMalformed(reason: string): void {
		this.malformed.add(reason);
		this.malformedCount = this.malformed.count;
	}

	private greet(asked: number): void {
		if (!this.socketActive) return;
		const milliseconds = heartbeatIntervalOf(asked, this.environment.heartbeatFloor);
		// A Hello that comes again replaces the schedule; with a jitter it could ask for a beat before the last one's ACK.
		const share = this.heartbeatInterval === undefined ? this.environment.random() : 1;
		this.heartbeatInterval = milliseconds;
		this.startHeartbeat(milliseconds, milliseconds * share);
	}

	/** Milliseconds both: beats every `interval`, the first one after `delay`. */
	private startHeartbeat(interval: number, delay: number): void {
		const schedule = startHeartbeat(interval, this.environment.scheduler.now(), delay);
		if (this.isZombied) return;
		this.pacemaker.start(schedule);
		this.heartbeatThread = this.pacemaker.thread;
	}

	/** @param nonce Of the beat; of the last one if the server named none. */
	private acknowledge(nonce = this.nonce): void {
		const sentAt = this.heartbeatClockTime;
		// A beat that was sent for us has the nonce of our last, and says nothing about the ping.
		if (sentAt === undefined || nonce !== this.nonce || this.heartbeatAcknowledged) {
			this.log.debug(`ignored a heartbeat ACK that nobody waits for: ${nonce}`);
			return;
		}
		this.heartbeatAcknowledged = true;
		this.heartbeatPing = this.environment.scheduler.now() - sentAt;
	}

	/**
	 * Sends a heartbeat, or finds a zombie: an unacknowledged heartbeat, whatever else came, as the specification has it. (On
	 * the main gateway any message is a life sign, see WebsocketChannel.) Returns why none could be sent.
	 */
	private beat(requested: boolean): string | undefined {
		if (this.isZombied) return "cannot send a heartbeat: the connection is zombied";
		if (this.socketActive && !this.heartbeatAcknowledged && !requested) {
			this.isZombied = true;
			this.pacemaker.stop();
			this.answers.stop();
			this.heartbeatThread = undefined;
			this.call("onZombified", this.onZombified);
			return undefined;
		}
		const now = this.environment.scheduler.now();
		const nonce = nextNonce(now, this.nonce);
		const text = encodeHeartbeat(nonce, this.sequenceAcknowledgement);
		const fault = this.send(text);
		if (fault !== undefined) return fault;
		this.delegate(text);
		this.nonce = nonce;
		this.heartbeatClockTime = now;
		this.heartbeatAcknowledged = false;
		return undefined;
	}

	/** Where the socket can, has a beat sent for us if our next is late. It acknowledges only what we have dealt with. */
	private delegate(text: string): void {
		if (this.heartbeatInterval === undefined || this.socketInstance?.capabilities.keepAlive !== true) return;
		const fault = this.lifetime?.keepAlive({ ...standInFor(this.heartbeatInterval), text });
		if (fault !== undefined) this.log.warn(fault);
	}

	private call<T extends Array<unknown>>(
		name: string,
		callback: ((...args: T) => void) | undefined,
		...args: T
	): void {
		runCallback(this.environment.scheduler, this.log, name, callback, ...args);
	}

	private send(data: string | buffer): string | undefined {
		return this.lifetime === undefined ? "cannot send: no socket is open" : this.lifetime.send(data);
	}
}
