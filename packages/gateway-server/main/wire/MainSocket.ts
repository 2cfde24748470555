/**
 * One connection of a main gateway client: encodes, compresses, sends, closes, and checks for heartbeats.
 * Edge: the network. Knows no session rules. MainGateway owns it.
 */

import type { Clock } from "../../../shared/clock.ts";
import type { FaultySocket } from "../../faults/FaultySocket.ts";
import { EVENT_COMPRESSOR, type Compressor } from "./codec.ts";
import type { Origin } from "./origin.ts";
import { RateWindow } from "../session/RateWindow.ts";
import type { Dialect } from "./route.ts";
import type { WrittenEvent } from "../events/WrittenEvent.ts";

/** Intervals without a heartbeat after which a client is considered gone. The docs do not specify this. */
const SILENT_INTERVALS = 2;

/** Messages that a client may send in a window, including heartbeats, and its length in milliseconds. */
const SEND_LIMIT = 120;
const SEND_WINDOW = 60_000;

/** What a socket reads of the session on it. */
export interface SocketSession {
	/** Whether events are compressed one by one, where the connection has no transport compression. */
	readonly compressesEvents: boolean;
}

/** Owner of every socket. */
export interface MainSocketOwner<Session extends SocketSession> {
	/** Whether `onSent` has a listener. */
	readonly isWatching: boolean;
	/** Called with each outgoing message as JSON, whatever its encoding. Raw messages are unchanged. */
	onSent(socket: MainSocket<Session>, message: string | Buffer): void;
	/** Called after two intervals without a heartbeat. */
	onSilent(socket: MainSocket<Session>): void;
}

export class MainSocket<Session extends SocketSession> {
	/** The session identified or resumed here. Remains set after the socket ends. */
	public session: Session | undefined;
	/** Limits the messages of the client. */
	public readonly sendWindow = new RateWindow(SEND_LIMIT, SEND_WINDOW);
	private readonly compressor: Compressor | undefined;
	/** Settles when all previous messages are sent. Compression is asynchronous, and the order is kept. */
	private sent: Promise<void> | undefined;
	private hasEnded = false;
	private deadline: unknown;
	private departure: unknown;

	/**
	 * @param id Counts connections from 1.
	 * @param interval Heartbeat interval in milliseconds.
	 */
	public constructor(
		public readonly id: number,
		public readonly dialect: Dialect,
		public readonly origin: Origin,
		private readonly socket: FaultySocket,
		private readonly clock: Clock,
		private interval: number,
		private readonly owner: MainSocketOwner<Session>,
	) {
		this.compressor = dialect.createCompressor?.();
		this.expectHeartbeat();
	}

	/** True once the server closes, or notices that the client did. */
	public get isEnding(): boolean {
		return this.hasEnded;
	}

	/** False as soon as either side closes. */
	public get isOpen(): boolean {
		return !this.hasEnded && this.socket.isOpen;
	}

	/**
	 * Sends an unnumbered message in the dialect of this connection. Does nothing if the socket is closing. `t` and `s` are
	 * null. Source: Discord Docs, "Gateway Event Payload Structure".
	 */
	public sendOp(op: number, d: unknown): void {
		if (!this.isOpen) return;
		const message = { t: null, s: null, op, d };
		if (this.owner.isWatching) this.owner.onSent(this, JSON.stringify(message));
		this.write(this.dialect.codec.encode(message), this.compressor);
	}

	/** Sends a dispatch. Does nothing if the socket is closing. */
	public sendEvent(event: WrittenEvent, sequence: number): void {
		if (!this.isOpen) return;
		if (this.owner.isWatching) this.owner.onSent(this, event.toJson(sequence));
		const { codec } = this.dialect;
		// payload compression: only with JSON, and only without transport compression
		const isCompressed = this.session?.compressesEvents === true && !codec.isBinary;
		const compressor = this.compressor ?? (isCompressed ? EVENT_COMPRESSOR : undefined);
		this.write(codec.encodeEvent(event, sequence), compressor);
	}

	/** Sends raw data: text in a text frame, bytes in a binary one. */
	public sendRaw(data: string | Buffer): void {
		if (this.owner.isWatching) this.owner.onSent(this, data);
		this.afterSent(() => this.socket.send(data));
	}

	/** Applies changed control flags. */
	public applyFlags(): void {
		this.socket.applyFlags();
	}

	/** Sends a WebSocket ping. */
	public ping(): void {
		if (this.isOpen) this.socket.ping();
	}

	/** Changes the heartbeat interval in milliseconds. */
	public setInterval(interval: number): void {
		this.interval = interval;
		this.expectHeartbeat();
	}

	/** Restarts the wait for a heartbeat. */
	public expectHeartbeat(): void {
		this.clock.clearTimeout(this.deadline);
		this.deadline = this.clock.setTimeout(() => this.owner.onSilent(this), SILENT_INTERVALS * this.interval);
	}

	/** Calls `onOverdue` unless the connection ends within `wait` milliseconds. */
	public expectDeparture(wait: number, onOverdue: () => void): void {
		this.clock.clearTimeout(this.departure);
		this.departure = this.clock.setTimeout(onOverdue, wait);
	}

	/** Starts the close handshake after all previous messages. Nothing is sent or received afterwards. */
	public close(code: number, reason: string): void {
		this.end();
		this.afterSent(() => this.socket.close(code, reason));
	}

	/** Resets the TCP connection without a close frame. */
	public reset(): void {
		this.end();
		this.socket.reset();
	}

	/** Destroys the socket, as if the process had ended. */
	public terminate(): void {
		this.end();
		this.socket.terminate();
	}

	/** Stops the timers and ignores further messages. Safe to call twice. */
	public end(): void {
		this.hasEnded = true;
		this.clock.clearTimeout(this.deadline);
		this.clock.clearTimeout(this.departure);
	}

	/** Frees the resources of the connection. Call it after the TCP connection ends. */
	public release(): void {
		this.afterSent(() => this.compressor?.close());
	}

	private write(data: string | Buffer, compressor: Pick<Compressor, "compress"> | undefined): void {
		if (compressor === undefined) return this.afterSent(() => this.socket.send(data, this.dialect.codec.isBinary));
		const compressed = compressor.compress(data);
		compressed.catch(() => {}); // handled below, perhaps later
		this.sent = (this.sent ?? Promise.resolve())
			.then(async () => this.socket.send(await compressed))
			.catch(() => this.socket.terminate()); // later data could not be decompressed
	}

	private afterSent(action: () => void): void {
		if (this.sent === undefined) action();
		else this.sent = this.sent.then(action);
	}
}
