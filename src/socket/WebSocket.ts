/**
 * One WebSocket over any adapter: state, events and pings.
 *
 *     connecting (0) --> open (1) --> closing (2) --> closed (3)
 *           \___________________________^
 *
 * No event fires inside a call to this class: the socket starts opening, and reports its end, on the next step of the
 * scheduler.
 * Edge: at most three threads, for opening, pings and the last events.
 */

import { startHeartbeat } from "../protocol/heartbeat";
import { IsolatedLogger } from "../runtime/callback";
import { Emitter } from "../runtime/Emitter";
import { createLogger, Logger } from "../runtime/Logger";
import { BeatTimer } from "../runtime/BeatTimer";
import { assertCloseCode, assertCloseReason, NO_CLOSE_FRAME } from "./closeCode";
import { assertHeaders, assertProtocols } from "./handshake";
import { assertMessage, pingPayload } from "./message";
import { PingTracker } from "./PingTracker";
import { KeepAlive, SocketAdapter, SocketCapabilities } from "./SocketAdapter";
import { resolveEnvironment, SocketEnvironment } from "./SocketEnvironment";
import { SocketLifetime, SocketEnd } from "./SocketLifetime";
import { assertSocketUrl, withoutQuery } from "./url";

/** Values of {@link WebSocket.readyState}, numbered like WHATWG's. */
export enum ReadyState {
	Connecting = 0,
	Open = 1,
	Closing = 2,
	Closed = 3,
}

/** Every event, and the arguments of its listeners. */
export interface WebSocketEvents {
	/** The socket is open: messages may be sent. */
	open: [];
	/** One complete message: a buffer if it is known to be binary, else the raw bytes of either kind. */
	message: [message: { readonly data: string | buffer }];
	/** The peer sent a ping. It is already answered. */
	ping: [data: buffer];
	/** The peer sent a pong: with the milliseconds since our ping, if it answers one. */
	pong: [milliseconds?: number];
	/** The network failed; `close` follows. Logged if there is no listener. */
	error: [fault: { readonly error: string }];
	/** The socket has closed. Fires exactly once, and last. `code` is 1006 if no close frame was received, or the adapter reports none. */
	close: [end: { readonly code: number; readonly reason: string }];
	/** Diagnostic messages. */
	debug: [message: string];
}

const EVENTS: ReadonlyArray<keyof WebSocketEvents> = ["open", "message", "ping", "pong", "error", "close", "debug"];

export interface WebSocketOptions {
	/** Headers of the handshake, if the adapter can send them. A relay sends those in its RELAY_ALLOW_HEADERS. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Subprotocols that the server may choose, the preferred one first; at most 8. `protocol` is the one it chose. */
	readonly protocols?: ReadonlyArray<string>;
	/** Seconds between automatic pings, if the adapter supports pings; 0 for none. @default 30 */
	readonly pingInterval?: number;
	/** Replacements for the engine's sockets, clock and random numbers. */
	readonly environment?: Partial<SocketEnvironment>;
	/** Receives errors of listeners, and `error` events without a listener. */
	readonly logger?: Logger;
}

/** Nothing is known before the socket is open. */
const NO_CAPABILITIES: SocketCapabilities = { binary: false, closeCode: false };

const DEFAULT_PING_INTERVAL = 30;
const DEFAULT_CLOSE_CODE = 1000;
/** Value of `latency` before the first pong. */
const NO_LATENCY = -1;
/** Seconds to wait for a pong. */
const PING_LIMIT = 30;
/** Automatic pings without a pong after which the connection is lost. More than one, since a relay may stall for a while. */
const MAX_UNANSWERED = 3;
/** Milliseconds in a second. */
const MILLISECONDS = 1000;

export class WebSocket extends Emitter<WebSocketEvents> {
	/** One of {@link ReadyState}. */
	public readonly readyState: number = ReadyState.Connecting;
	/** Milliseconds from a ping to its pong, as last measured; -1 before the first. */
	public readonly latency: number = NO_LATENCY;
	/** What this socket can do; known from `open` on. */
	public readonly capabilities: SocketCapabilities = NO_CAPABILITIES;
	/** Subprotocol that the server chose; empty before `open`, and if it chose none. */
	public readonly protocol: string = "";
	private readonly environment: SocketEnvironment;
	private readonly logger: Logger;
	private readonly lifetime: SocketLifetime;
	private readonly pings: PingTracker;
	private readonly pacemaker: BeatTimer;
	private readonly pingInterval: number;
	/** Automatic pings since the last pong. */
	private unanswered = 0;

	/**
	 * Opens a socket. Never yields: `open` or `close` follows.
	 *
	 * @param url Starts with `ws://` or `wss://`.
	 * @throws If `url` or an option is invalid.
	 */
	public constructor(
		public readonly url: string,
		private readonly options: WebSocketOptions = {},
	) {
		const environment = resolveEnvironment(options.environment ?? {});
		const { scheduler } = environment;
		const logger = new IsolatedLogger(scheduler, options.logger ?? createLogger("WebSocket"));
		super(EVENTS, logger);
		assertSocketUrl(url);
		assertHeaders(options.headers);
		assertProtocols(options.protocols);
		this.pingInterval = options.pingInterval ?? DEFAULT_PING_INTERVAL;
		assert(
			this.pingInterval >= 0 && this.pingInterval < math.huge,
			`ping interval must be finite and 0 s or more, got ${this.pingInterval}`,
		);
		this.environment = environment;
		this.logger = logger;
		this.pings = new PingTracker(scheduler, PING_LIMIT);
		this.pacemaker = new BeatTimer(scheduler, () => this.beat());
		this.lifetime = new SocketLifetime(scheduler, {
			onOpen: (adapter) => this.opened(adapter),
			onMessage: (data) => this.emit("message", { data }),
			onPing: (data) => this.emit("ping", data),
			onPong: (data) => this.ponged(data),
			onEnd: (socketEnd) => this.ended(socketEnd),
		});
		scheduler.delay(0, () => this.connect());
	}

	/**
	 * Sends one message: a string as text, a buffer as binary. Never yields. If the network fails, `error` and `close`
	 * follow.
	 *
	 * @throws If the socket is not open, or `data` is neither, a string that is not UTF-8, or binary without support in
	 * `capabilities`.
	 */
	public send(data: string | buffer): void {
		assertMessage(data);
		this.assertOpen("send");
		const fault = this.lifetime.send(data);
		if (fault !== undefined && this.readyState === ReadyState.Open) error(fault, 2);
	}

	/**
	 * Closes the socket, open or opening; `close` follows. Never yields, safe to call twice. Without close codes in
	 * `capabilities`, the peer receives none.
	 *
	 * @param code 1000 to 4999, except the reserved codes. @default 1000
	 * @param reason At most 123 bytes.
	 * @throws If `code` or `reason` is not allowed in a close frame.
	 */
	public close(code = DEFAULT_CLOSE_CODE, reason = ""): void {
		assertCloseCode(code);
		assertCloseReason(reason);
		this.lifetime.close(code, reason);
	}

	/** Drops the socket without a close frame, if the adapter can; `close` follows. Never yields, safe to call twice. */
	public terminate(): void {
		this.lifetime.close(undefined, "terminated");
	}

	/**
	 * Sends a ping and waits for its pong. Never yields.
	 *
	 * @param data At most 125 bytes. @default a unique payload
	 * @returns Resolves with the milliseconds of the round trip. Rejects with the reason if the adapter does not support pings,
	 * the socket is not open or closes, or 30 seconds pass.
	 * @throws If `data` is neither string nor buffer, or too long.
	 */
	public ping(data: string | buffer = this.pings.freshPayload()): Promise<number> {
		const payload = pingPayload(data);
		return new Promise<number>((resolve, reject) => this.sendPing(payload, resolve, reject));
	}

	/**
	 * Makes the relay send a text repeatedly, even while this game server stalls. Never yields.
	 *
	 * @throws If `capabilities` has no keep-alive, or the socket is not open.
	 */
	public keepAlive(keepAlive: KeepAlive): void {
		this.assertOpen("keep alive");
		const fault = this.lifetime.keepAlive(keepAlive);
		if (fault !== undefined && this.readyState === ReadyState.Open) error(fault, 2);
	}

	private connect(): void {
		if (this.readyState !== ReadyState.Connecting) return;
		this.debug(`opening ${withoutQuery(this.url)}`);
		// `ended` receives the reason as well, if it cannot be opened.
		const { headers, protocols } = this.options;
		pcall(() => this.lifetime.open(this.environment.createSocket, this.url, { headers, protocols }));
	}

	private opened(adapter: SocketAdapter): void {
		const shown = this as Writable<WebSocket>;
		shown.capabilities = adapter.capabilities;
		shown.protocol = adapter.protocol ?? "";
		shown.readyState = ReadyState.Open;
		this.debug("open");
		if (adapter.capabilities.ping === true && this.pingInterval > 0) this.startPings();
		this.emit("open");
	}

	private startPings(): void {
		const milliseconds = this.pingInterval * MILLISECONDS;
		this.pacemaker.start(startHeartbeat(milliseconds, this.environment.scheduler.now(), milliseconds));
		this.pacemaker.release();
	}

	private beat(): void {
		if (this.unanswered >= MAX_UNANSWERED) return this.lifetime.fail(`no pong to ${MAX_UNANSWERED} pings in a row`);
		this.unanswered += 1;
		const debug = (fault: string) => this.debug(`automatic ping: ${fault}`);
		this.sendPing(buffer.fromstring(this.pings.freshPayload()), () => {}, debug);
	}

	private sendPing(payload: buffer, onPong: (milliseconds: number) => void, onFault: (reason: string) => void): void {
		const fault = this.lifetime.ping(payload);
		if (fault === undefined) this.pings.add(buffer.tostring(payload), onPong, onFault);
		else onFault(fault);
	}

	private ponged(data: buffer): void {
		this.unanswered = 0;
		const milliseconds = this.pings.answer(buffer.tostring(data));
		if (milliseconds !== undefined) (this as Writable<WebSocket>).latency = milliseconds;
		this.emit("pong", milliseconds);
	}

	private ended(socketEnd: SocketEnd): void {
		(this as Writable<WebSocket>).readyState = ReadyState.Closing;
		this.pacemaker.stop();
		this.pings.fail("the socket closed before the pong came");
		this.environment.scheduler.delay(0, () => this.finish(socketEnd));
	}

	private finish({ code, reason, wasOpen, bySelf }: SocketEnd): void {
		(this as Writable<WebSocket>).readyState = ReadyState.Closed;
		this.debug(`closed by ${bySelf ? "us" : "the peer"}, code ${code ?? "none"}: ${reason}`);
		const isFault = !bySelf && code === undefined && (reason !== "" || !wasOpen);
		if (isFault && !this.emit("error", { error: reason })) this.logger.warn(`the socket failed: ${reason}`);
		// A socket that was never open has sent no close frame.
		this.emit("close", { code: (wasOpen || !bySelf ? code : undefined) ?? NO_CLOSE_FRAME, reason });
	}

	private assertOpen(what: string): void {
		if (this.readyState === ReadyState.Open) return;
		error(`cannot ${what}: the socket is ${ReadyState[this.readyState].lower()}`, 3);
	}

	private debug(message: string): void {
		this.emit("debug", message);
	}
}
