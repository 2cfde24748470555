/**
 * One socket from opening to its end, over any adapter: opens in a straight line, ends once, and is silent after.
 * Edge: the thread that opens it yields.
 */

import { Scheduler } from "../runtime/Scheduler";
import { KeepAlive, SocketAdapter, SocketFactory, SocketListener, SocketOptions } from "./SocketAdapter";

/** What the owner hears. No member may yield or error. */
export interface SocketLifetimeEvents {
	readonly onOpen: (adapter: SocketAdapter) => void;
	readonly onMessage: (message: string | buffer) => void;
	readonly onPing?: (data: buffer) => void;
	readonly onPong?: (data: buffer) => void;
	readonly onKeepAlive?: (count: number) => void;
	/** Once, and last, also if the link never opened. */
	readonly onEnd: (end: SocketEnd) => void;
}

export interface SocketEnd {
	/** What closed it; undefined if no close frame was seen, or none can be. */
	readonly code?: number;
	/** For a person; may be empty. */
	readonly reason: string;
	/** Whether it was open. */
	readonly wasOpen: boolean;
	/** Whether `close` ended it. */
	readonly bySelf: boolean;
}

/** Said of a link that ended before it was open and gave no reason. */
const NO_REASON = "the socket closed before it was open";

export class SocketLifetime implements SocketListener {
	private state: "idle" | "connecting" | "open" | "closed" = "idle";
	private adapter?: SocketAdapter;
	/** The thread inside `open`, while it waits. */
	private opener?: thread;
	private fault = NO_REASON;

	public constructor(
		private readonly scheduler: Scheduler,
		private readonly events: SocketLifetimeEvents,
	) {}

	/**
	 * Opens the socket. Yields until it is open. May be called once.
	 *
	 * @throws With the reason, as text without a position, if it ends before it is open.
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

	/** Sends one message. Returns why it could not, if so; a failure of the network ends the link. Never yields. */
	public send(data: string | buffer): string | undefined {
		const adapter = this.adapter;
		if (this.state !== "open" || adapter === undefined) return "cannot send: no socket is open";
		if (typeIs(data, "buffer") && !adapter.capabilities.binary) {
			return "cannot send binary: this socket sends text only";
		}
		return this.attempt("send", () => adapter.send(data));
	}

	/** Sends a ping, by the rules of `send`. */
	public ping(data: buffer): string | undefined {
		const adapter = this.adapter;
		if (this.state !== "open" || adapter === undefined) return "cannot ping: no socket is open";
		if (adapter.capabilities.ping !== true) return "cannot ping: this kind of socket has no pings";
		return this.attempt("ping", () => adapter.ping?.(data));
	}

	/** Starts, changes or ends a keep-alive, by the rules of `send`. */
	public keepAlive(keepAlive: KeepAlive): string | undefined {
		const adapter = this.adapter;
		if (this.state !== "open" || adapter === undefined) return "cannot keep alive: no socket is open";
		if (adapter.capabilities.keepAlive !== true) return "cannot keep alive: this kind of socket has no keep-alive";
		return this.attempt("keep alive", () => adapter.keepAlive?.(keepAlive));
	}

	/** Ends the link, open or opening. Never yields, safe to call twice. */
	public close(code: number | undefined, reason: string): void {
		this.finish(code, reason, true);
	}

	/** Ends the link as a fault of the network would. Never yields, safe to call twice. */
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

	/** Takes the socket in, or closes it if this link was closed while it was made. */
	private adopt(adapter: SocketAdapter): void {
		this.adapter = adapter;
		if (this.state === "closed") adapter.close();
	}

	/** Runs what hands something to the network. Returns why it failed, if it did: that ends the link. */
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
		// It may have been closed by its owner, who then no longer waits.
		if (opener !== undefined && coroutine.status(opener) === "suspended") this.scheduler.spawn(opener);
	}
}
