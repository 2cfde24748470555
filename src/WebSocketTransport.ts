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

import { nextNonce, startHeartbeat } from "./protocol/heartbeat";
import { Control, readControl } from "./protocol/voice/control";
import { decodeBinaryFrame, readBinaryFrame } from "./protocol/voice/frame";
import { encodeHeartbeat, isSequence, isVoicePayload, NO_SEQUENCE, VoicePayload } from "./protocol/voice/payload";
import { isolateLogger, logCallbackFault, runCallback } from "./runtime/callback";
import { decodeJson } from "./runtime/json";
import { Logger } from "./runtime/Logger";
import { MessageLoop } from "./runtime/MessageLoop";
import { Pacemaker } from "./runtime/Pacemaker";
import { Scheduler, taskScheduler } from "./runtime/Scheduler";
import { assertCloseCode } from "./socket/closeCode";
import { SocketAdapter, SocketFactory } from "./socket/SocketAdapter";
import { SocketLink, SocketLinkEnd } from "./socket/SocketLink";
import { openWebStream } from "./socket/WebStreamAdapter";

/** Share of an interval to wait before the first beat of a schedule that is not the socket's first: no jitter. */
const WHOLE_INTERVAL = 1;

/** How many malformed messages are logged one by one. */
const ALWAYS_LOGGED = 16;

/** What a transport stands on; each part has the engine's own as its default. */
export interface WebSocketTransportOptions {
	/** Opens a socket. @default openWebStream */
	readonly createSocket?: SocketFactory;
	/** Time and threads. @default taskScheduler */
	readonly scheduler?: Scheduler;
	/** Random share, 0 up to 1, of an interval to wait before the first heartbeat. @default math.random */
	readonly random?: () => number;
}

export class WebSocketTransport {
	/** Whether a socket is open. */
	public socketActive = false;
	/** Whether `_openSocket` is opening a socket that is not this transport's first. */
	public socketReconnecting = false;
	/** Whether `forceClose` is at work: true inside the `onDisconnected` that it fires. */
	public socketDisconnecting = false;
	/** Set it before `_openSocket` to keep the sequence. The server's Ready or Resumed clears it. */
	public isResuming = false;
	/** The open or opening socket. */
	public socketInstance?: SocketAdapter;
	/** The receive loop. A callback that yields keeps its thread, and a fresh one takes its place. */
	public socketThread?: thread;
	/** Milliseconds between heartbeats, from Hello. */
	public heartbeatInterval?: number;
	/** The heartbeat scheduler; suspended between beats. */
	public heartbeatThread?: thread;
	/** False from a heartbeat until its ACK. */
	public heartbeatAcknowledged = true;
	/** Clock reading, in seconds, of the last heartbeat. */
	public heartbeatClockTime?: number;
	/** Seconds from a heartbeat to its ACK, as last measured. */
	public heartbeatPing?: number;
	/** Last sequence number received; -1 while there is none. */
	public sequenceAcknowledgement = NO_SEQUENCE;
	/** How many messages were skipped because they could not be read. */
	public malformedCount = 0;

	/** The socket is open: send Identify or Resume. */
	public onConnected?: () => void;
	/**
	 * An open socket has ended. Once for each, and last. `code` is what closed it; undefined if no close frame was seen,
	 * the adapter cannot tell, or `forceClose` was given none.
	 */
	public onDisconnected?: (code?: number, closedBySelf?: boolean) => void;
	/** A message, also one that the transport has acted on. */
	public onMessage?: (payload: VoicePayload) => void;
	/** A heartbeat was due while the last was unacknowledged. Once for each socket, which is still open. */
	public onZombified?: () => void;

	private link?: SocketLink;
	private hasOpened = false;
	private isZombied = false;
	/** Whether JSON is being decoded: tells a malformed message from a callback that throws. */
	private isDecoding = false;
	/** Nonce of the last heartbeat. */
	private nonce?: number;
	private readonly messages: MessageLoop<string | buffer>;
	private readonly pacemaker: Pacemaker;
	private readonly createSocket: SocketFactory;
	private readonly scheduler: Scheduler;
	private readonly random: () => number;
	/** `logger`, isolated. */
	private readonly log: Logger;

	public constructor(
		public readonly logger: Logger,
		options: WebSocketTransportOptions = {},
	) {
		this.createSocket = options.createSocket ?? openWebStream;
		this.scheduler = options.scheduler ?? taskScheduler;
		this.random = options.random ?? (() => math.random());
		this.log = isolateLogger(this.scheduler, logger);
		this.messages = new MessageLoop(
			(message) => this._handleMessage(message, true),
			(reason) => this.caught(reason),
		);
		this.pacemaker = new Pacemaker(this.scheduler, () => this.beat(false));
	}

	/**
	 * Sends one message: a string as text, a buffer as binary. Never yields.
	 *
	 * @returns Rejects with the reason if no socket is open, if it sends text only, or if the network fails; the last
	 * ends the socket too.
	 * @throws If `data` is neither, or a string that is not UTF-8.
	 */
	public sendAsync(data: string | buffer): Promise<void> {
		if (!typeIs(data, "buffer")) {
			assert(typeIs(data, "string"), `data must be a string or a buffer, got ${typeOf(data)}`);
			assert(utf8.len(data)[0] !== undefined, "text must be valid UTF-8; send bytes as a buffer");
		}
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
		assert(this.link === undefined, "cannot open a second socket: close the first");
		assert(url.match("^wss?://[^/]")[0] !== undefined, `url must start with ws:// or wss://, got ${url}`);
		const link = new SocketLink(this.scheduler, {
			onOpen: (adapter) => this.opened(adapter),
			onMessage: (message) => this.receive(message),
			onEnd: (linkEnd) => this.ended(linkEnd),
		});
		this.link = link;
		this.socketReconnecting = this.hasOpened;
		this.heartbeatInterval = undefined;
		this.heartbeatAcknowledged = true;
		this.isZombied = false;
		this.nonce = undefined;
		if (!this.isResuming) this.sequenceAcknowledgement = NO_SEQUENCE;
		link.open(this.createSocket, url);
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
		if (this.link === undefined) return;
		this.socketDisconnecting = true;
		this.link.close(code, "closed by forceClose");
		this.socketDisconnecting = false;
	}

	private opened(adapter: SocketAdapter): void {
		this.hasOpened = true;
		this.socketInstance = adapter;
		this.socketActive = true;
		this.socketReconnecting = false;
		this.messages.start();
		this.socketThread = this.messages.thread;
		runCallback(this.scheduler, this.log, "onConnected", this.onConnected);
	}

	private ended({ code, reason, wasOpen, bySelf }: SocketLinkEnd): void {
		this.link = undefined;
		this.socketInstance = undefined;
		this.socketActive = false;
		this.socketReconnecting = false;
		this.messages.stop();
		this.socketThread = undefined;
		this.pacemaker.stop();
		this.heartbeatThread = undefined;
		this.log.info(`socket ended ${bySelf ? "by us" : "by the other side"}, code ${code ?? "none"}: ${reason}`);
		if (wasOpen) runCallback(this.scheduler, this.log, "onDisconnected", this.onDisconnected, code, bySelf);
	}

	private receive(message: string | buffer): void {
		this.messages.push(message);
		this.socketThread = this.messages.thread;
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
		else if (control.kind === "requested") this.beat(true);
		else if (control.kind === "acknowledged") this.acknowledge(control.nonce);
		else this.isResuming = false;
	}

	private skipMalformed(reason: string): void {
		this.malformedCount += 1;
		if (!isWorthLogging(this.malformedCount)) return;
		this.log.warn(`skipped a malformed message (${this.malformedCount} so far): ${reason}`);
	}

	private greet(milliseconds: number): void {
		if (!this.socketActive) return;
		// A Hello that comes again replaces the schedule; with a jitter it could ask for a beat before the last one's ACK.
		const share = this.heartbeatInterval === undefined ? this.random() : WHOLE_INTERVAL;
		this.heartbeatInterval = milliseconds;
		this.startHeartbeat(milliseconds, milliseconds * share);
	}

	/** Milliseconds both: beats every `interval`, the first one after `delay`. */
	private startHeartbeat(interval: number, delay: number): void {
		const schedule = startHeartbeat(interval, this.scheduler.now(), delay);
		if (this.isZombied) return;
		this.pacemaker.start(schedule);
		this.heartbeatThread = this.pacemaker.thread;
	}

	private acknowledge(nonce: number): void {
		const sentAt = this.heartbeatClockTime;
		if (sentAt === undefined || nonce !== this.nonce) {
			this.log.debug(`ignored a heartbeat ACK of another nonce: ${nonce}`);
			return;
		}
		this.heartbeatAcknowledged = true;
		this.heartbeatPing = this.scheduler.now() - sentAt;
	}

	/** Sends a heartbeat or finds the connection zombied. Returns why none could be sent. */
	private beat(requested: boolean): string | undefined {
		if (this.isZombied) return "cannot send a heartbeat: the connection is zombied";
		if (this.socketActive && !this.heartbeatAcknowledged && !requested) {
			this.isZombied = true;
			this.pacemaker.stop();
			this.heartbeatThread = undefined;
			runCallback(this.scheduler, this.log, "onZombified", this.onZombified);
			return undefined;
		}
		const now = this.scheduler.now();
		const nonce = nextNonce(now, this.nonce);
		const fault = this.send(encodeHeartbeat(nonce, this.sequenceAcknowledgement));
		if (fault !== undefined) return fault;
		this.nonce = nonce;
		this.heartbeatClockTime = now;
		this.heartbeatAcknowledged = false;
		return undefined;
	}

	private send(data: string | buffer): string | undefined {
		return this.link === undefined ? "cannot send: no socket is open" : this.link.send(data);
	}
}

/** The first few, then each doubling: a server gone mad must not flood the log. */
function isWorthLogging(count: number): boolean {
	return count <= ALWAYS_LOGGED || math.frexp(count)[0] === 0.5;
}

/** A promise that is settled already: rejected with `fault`, or resolved. */
function settle(fault: string | undefined): Promise<void> {
	return fault === undefined ? Promise.resolve() : (Promise.reject(fault) as Promise<void>);
}
