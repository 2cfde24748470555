/**
 * One socket over any adapter, from opening to its end. It ends once, and reports nothing after that.
 * Edge: the thread that opens it yields.
 */

import { Scheduler } from "../runtime/Scheduler";
import { KeepAlive, SocketAdapter, SocketFactory, SocketListener, SocketOptions } from "./SocketAdapter";

/** Events of the socket. No handler may yield or error. */
export interface SocketLifetimeEvents {
	readonly onOpen: (adapter: SocketAdapter) => void;
	readonly onMessage: (message: string | buffer) => void;
	readonly onPing?: (data: buffer) => void;
	readonly onPong?: (data: buffer) => void;
	readonly onKeepAlive?: (count: number) => void;
	/** Called once, and last, even if the socket never opened. */
	readonly onEnd: (end: SocketEnd) => void;
}

export interface SocketEnd {
	/** Close code; undefined if no close frame was received, or the adapter does not report codes. */
	readonly code?: number;
	/** For people; may be empty. */
	readonly reason: string;
	/** Whether it was open. */
	readonly wasOpen: boolean;
	/** Whether `close` ended the socket. */
	readonly bySelf: boolean;
}

/** Reason for a socket that ended before it was open, and gave no reason. */
const NO_REASON = "the socket closed before it was open";

export class SocketLifetime implements SocketListener {
	private state: "idle" | "connecting" | "open" | "closed" = "idle";
	private adapter?: SocketAdapter;
	/** The thread that waits in `open`. */
	private opener?: thread;
	private fault = NO_REASON;

	public constructor(
		private readonly scheduler: Scheduler,
		private readonly events: SocketLifetimeEvents,
	) {}

	/**
	 * Opens the socket. Yields until it is open. May be called once.
	 *
	 * @throws With the reason, a text without a position, if the socket ends before it is open.
	 */
	public open(createSocket: SocketFactory, url: string, options?: SocketOptions): void {
		this.state = "connecting";
		const [ok, adapter] = pcall(createSocket, url, this, options);
		if (ok) this.adopt(adapter);
		else this.finish(undefined, tostring(adapter), false);
		while (this.state === "connecting") {
			this.opener = coroutine.running();
			coroutine.yield();
		}
		if (this.state !== "open") error(this.fault, 0);
	}

	/** Sends one message. Returns why it failed, if it did. A failure of the network ends the socket. Never yields. */
	public send(data: string | buffer): string | undefined {
		const adapter = this.adapter;
		if (this.state !== "open" || adapter === undefined) return "cannot send: no socket is open";
		if (typeIs(data, "buffer") && !adapter.capabilities.binary) {
			return "cannot send binary: this socket sends text only";
		}
		return this.attempt("send", () => adapter.send(data));
	}

	/** Sends a ping. Fails like `send`. */
	public ping(data: buffer): string | undefined {
		const adapter = this.adapter;
		if (this.state !== "open" || adapter === undefined) return "cannot ping: no socket is open";
		if (adapter.capabilities.ping !== true) return "cannot ping: this kind of socket has no pings";
		return this.attempt("ping", () => adapter.ping?.(data));
	}

	/** Starts, changes or stops a keep-alive. Fails like `send`. */
	public keepAlive(keepAlive: KeepAlive): string | undefined {
		const adapter = this.adapter;
		if (this.state !== "open" || adapter === undefined) return "cannot keep alive: no socket is open";
		if (adapter.capabilities.keepAlive !== true) return "cannot keep alive: this kind of socket has no keep-alive";
		return this.attempt("keep alive", () => adapter.keepAlive?.(keepAlive));
	}

	/** Ends the socket, open or opening. Never yields, safe to call twice. */
	public close(code: number | undefined, reason: string): void {
		this.finish(code, reason, true);
	}

	/** Ends the socket as a failure of the network would. Never yields, safe to call twice. */
	public fail(reason: string): void {
		this.finish(undefined, reason, false);
	}

	public onOpen(): void {
		if (this.state !== "connecting" || this.adapter === undefined) return;
		this.state = "open";
		this.events.onOpen(this.adapter);
		this.wakeOpener();
	}

	public onMessage(message: string | buffer): void {
		if (this.state === "open") this.events.onMessage(message);
	}

	public onPing(data: buffer): void {
		if (this.state === "open") this.events.onPing?.(data);
	}

	public onPong(data: buffer): void {
		if (this.state === "open") this.events.onPong?.(data);
	}

	public onKeepAlive(count: number): void {
		if (this.state === "open") this.events.onKeepAlive?.(count);
	}

	public onClose(code: number | undefined, reason: string): void {
		this.finish(code, reason, false);
	}

	/** Keeps the adapter, or closes it if `close` was called while it was created. */
	private adopt(adapter: SocketAdapter): void {
		this.adapter = adapter;
		if (this.state === "closed") adapter.close();
	}

	/** Runs an action on the network. If it fails, ends the socket and returns the reason. */
	private attempt(what: string, action: () => void): string | undefined {
		const [ok, reason] = pcall(action);
		if (ok) return undefined;
		const fault = `cannot ${what}: ${tostring(reason)}`;
		this.finish(undefined, fault, false);
		return fault;
	}

	private finish(code: number | undefined, reason: string, bySelf: boolean): void {
		if (this.state === "closed") return;
		const wasOpen = this.state === "open";
		this.state = "closed";
		if (reason !== "") this.fault = reason;
		pcall(() => this.adapter?.close(code, bySelf ? reason : undefined));
		this.events.onEnd({ code, reason, wasOpen, bySelf });
		this.wakeOpener();
	}

	private wakeOpener(): void {
		const opener = this.opener;
		this.opener = undefined;
		// Its owner may have closed the thread.
		if (opener !== undefined && coroutine.status(opener) === "suspended") this.scheduler.spawn(opener);
	}
}
