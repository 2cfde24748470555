/**
 * A socket to a far server, on `ws`: counts what `ws` keeps, and delivers nothing while it is paused.
 * Edge: the network.
 */

import type { ClientRequestArgs } from "node:http";
import { WebSocket, type ClientOptions, type RawData } from "ws";
import { CLOSE_CODE } from "../../shared/closeFrame.ts";
import { systemTimers, type Timers } from "../../shared/clock.ts";
import { closeCodeOfError } from "../../shared/closing.ts";
import type { RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import { LookupFault } from "../security/pinnedLookup.ts";
import type { PacedSocket } from "../intake/PacedSocket.ts";
import { Backlog, type BacklogKind } from "./Backlog.ts";
import { FrameMeter } from "./FrameMeter.ts";
import type { Upstream, UpstreamEnd, UpstreamListener } from "./Upstream.ts";

/** Options that `ws` has, and its types do not. */
export type WsOptions = ClientOptions & { readonly maxFragments: number; readonly closeTimeout: number };

/** Begins a connection. @param onWaiting Called when what waits in it changes. */
export type Dial = (options: ClientRequestArgs, onWaiting: () => void) => PacedSocket;

export interface WsParts {
	readonly options: WsOptions;
	readonly dial: Dial;
}

/** Overhead of a frame that waits to be sent, in bytes. */
const FRAME_COST = 512;
/** Milliseconds that a dropped connection is kept, unread, so that the far server has the close frame. */
const LINGER = 1000;

export class WsUpstream implements Upstream {
	private readonly socket: WebSocket;
	private readonly options: WsOptions;
	private readonly backlog = new Backlog();
	/** Measures what `ws` keeps of an unfinished message. */
	private readonly meter = new FrameMeter();
	private connection: PacedSocket | undefined;
	private hasOpened = false;
	private isPaused = false;
	private isFlushing = false;
	private isOver = false;
	/** Whether this side sent the first close frame. */
	private closedHere = false;
	/** Bytes that `ws` has not written yet, and how many frames of these wait in the connection. */
	private unsent = 0;
	private queued = 0;
	private lastHeld = 0;
	/** Delivered after the backlog. */
	private lateEnd: UpstreamEnd | undefined;

	public constructor(
		url: URL,
		protocols: ReadonlyArray<string>,
		private readonly listener: UpstreamListener,
		{ options, dial }: WsParts,
		private readonly timers: Timers = systemTimers,
	) {
		this.options = options;
		this.socket = new WebSocket(url, [...protocols], {
			...options,
			createConnection: (args: ClientRequestArgs) => (this.connection = dial(args, () => this.reportHeld())),
		});
		// the first data must not come before `ws` listens, and must be counted before `ws` has made messages of it
		this.socket.on("open", () => {
			this.connection?.prependListener("data", (slice: Buffer) => this.arrived(slice));
			this.opened();
		});
		this.socket.on("message", (data: RawData, isBinary) => {
			this.received(isBinary ? "binary" : "text", data as Buffer);
		});
		for (const kind of ["ping", "pong"] as const) {
			this.socket.on(kind, (payload) => this.received(kind, payload));
		}
		this.socket.on("unexpected-response", (_request, response) => {
			const status = response.statusCode ?? 0;
			this.end({ kind: "failed", code: "connect_failed", message: `far server answered ${status}`, status });
			this.socket.terminate();
		});
		this.socket.on("error", (error: NodeJS.ErrnoException) => this.errored(error));
		this.socket.on("close", (code, reason) => this.closed(code, reason.toString("utf8")));
	}

	public get bufferedSize(): number {
		return this.socket.bufferedAmount + this.queued * FRAME_COST;
	}

	public get peerAddress(): string | undefined {
		return this.connection?.remoteAddress;
	}

	public sendText(text: string): void {
		this.send(Buffer.byteLength(text), (done) => this.socket.send(text, done));
	}

	public sendBinary(bytes: Buffer): void {
		this.send(bytes.length, (done) => this.socket.send(bytes, done));
	}

	public ping(payload: Buffer): void {
		this.send(payload.length, (done) => this.socket.ping(payload, undefined, done));
	}

	public pause(): void {
		this.isPaused = true;
		this.socket.pause();
	}

	public resume(): void {
		this.isPaused = false;
		this.flush();
		if (!this.isPaused && !this.isOver) this.socket.resume();
	}

	public close(code: number, reason: string): void {
		if (this.socket.readyState === WebSocket.CONNECTING) return this.socket.terminate();
		if (this.socket.readyState === WebSocket.OPEN) this.closedHere = true;
		this.socket.close(code, reason);
		// else the far server's answer would wait in a paused socket until the time-out
		this.resume();
	}

	public drop(code: number, reason: string): void {
		this.isOver = true;
		this.backlog.clear();
		if (this.socket.readyState === WebSocket.CONNECTING) return this.socket.terminate();
		for (const event of ["message", "ping", "pong"]) this.socket.removeAllListeners(event);
		this.socket.close(code, reason);
		this.leave();
	}

	/** A late message is not sent: the pending end reports why. */
	private send(size: number, send: (done: () => void) => void): void {
		if (this.socket.readyState !== WebSocket.OPEN) return;
		let isQueued = false;
		this.unsent += size + FRAME_COST;
		send(() => {
			this.unsent -= size + FRAME_COST;
			if (isQueued) this.queued -= 1;
			this.reportHeld();
		});
		isQueued = this.socket.bufferedAmount > 0;
		if (isQueued) this.queued += 1;
		this.reportHeld();
	}

	private arrived(slice: Buffer): void {
		this.meter.read(slice);
		this.reportHeld();
	}

	private opened(): void {
		this.hasOpened = true;
		this.listener.onOpen(this.socket.protocol);
	}

	/** `ws` continues with data that it has read, even while paused. */
	private received(kind: BacklogKind, bytes: Buffer): void {
		if (this.isPaused || this.isFlushing) this.backlog.push(kind, bytes);
		else this.deliver(kind, bytes);
		this.reportHeld();
	}

	private deliver(kind: BacklogKind, bytes: Buffer): void {
		const { listener } = this;
		if (kind === "text") listener.onText(bytes);
		// a copy: a few bytes may be a view of a whole chunk, which would stay in memory with them
		else if (kind === "binary") listener.onBinary(Buffer.from(bytes));
		else if (kind === "ping") listener.onPing(bytes);
		else listener.onPong(bytes);
	}

	/** Delivers the backlog until it is paused again. */
	private flush(): void {
		if (this.isFlushing) return;
		this.isFlushing = true;
		while (!this.isPaused && !this.isOver) {
			const item = this.backlog.shift();
			if (item === undefined) break;
			this.deliver(item.kind, item.bytes);
		}
		this.isFlushing = false;
		this.reportHeld();
		if (this.backlog.isEmpty && this.lateEnd !== undefined) this.end(this.lateEnd);
	}

	private reportHeld(): void {
		const waiting = this.connection?.waitingSize ?? 0;
		const held = waiting + this.meter.size + this.backlog.size + this.unsent;
		if (held === this.lastHeld || this.isOver) return;
		this.lastHeld = held;
		this.listener.onHeld(held);
	}

	private errored(error: NodeJS.ErrnoException): void {
		if (!this.hasOpened) return this.end({ kind: "failed", ...openFault(error) });
		// others are followed by "close", which says the same
		const code = closeCodeOfError(error);
		if (code === undefined) return;
		const { maxPayload } = this.options;
		const tooBig = `message is above ${maxPayload} bytes (RELAY_MAX_RECORD)`;
		const reason = code === CLOSE_CODE.messageTooBig ? tooBig : error.message;
		this.end({ kind: "closed", code, reason, by: "relay" });
		// `ws` reads it to its end, on the next tick
		setImmediate(() => this.leave());
	}

	private closed(code: number, reason: string): void {
		const ender = this.closedHere ? "client" : code === CLOSE_CODE.noCloseFrame ? "network" : "peer";
		this.end({ kind: "closed", code, reason, by: ender });
	}

	private end(end: UpstreamEnd): void {
		if (this.isOver) return;
		if (!this.backlog.isEmpty) {
			this.lateEnd ??= end;
			return;
		}
		this.isOver = true;
		this.listener.onEnd(end);
	}

	/**
	 * Reads no more, and forgets what is unfinished once the close frame is written. The connection is destroyed when the far server
	 * has had time to read it.
	 */
	private leave(): void {
		const { connection, socket } = this;
		socket.pause();
		setImmediate(() => {
			if (connection === undefined || connection.destroyed || connection.writableLength > 0) return;
			connection.release();
			socket.terminate();
		});
		this.timers.setTimeout(() => {
			socket.terminate();
			connection?.destroyAll();
		}, LINGER);
	}
}

function openFault(error: NodeJS.ErrnoException): { readonly code: RecordFaultCode; readonly message: string } {
	if (error instanceof LookupFault) return { code: error.fault, message: error.message };
	return { code: "connect_failed", message: `connection failed: ${error.code ?? error.message}` };
}
