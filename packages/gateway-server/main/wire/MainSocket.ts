/**
 * One connection of a main gateway client: encodes, compresses, sends, closes, and watches that heartbeats come.
 * Edge: the network. Knows no session rules; its owner is MainGateway.
 */

import type { Clock } from "../../../shared/clock.ts";
import type { FaultySocket } from "../../faults/FaultySocket.ts";
import { EVENT_COMPRESSOR, type Compressor } from "./codec.ts";
import type { Origin } from "./origin.ts";
import { RateWindow } from "../session/RateWindow.ts";
import type { Dialect } from "./route.ts";
import type { WrittenEvent } from "../events/WrittenEvent.ts";

/** Intervals without a heartbeat after which a client counts as gone. The docs state none; one may be late. */
const SILENT_INTERVALS = 2;

/** Messages that a client may send in a window, heartbeats among them, and its length in milliseconds. */
const SEND_LIMIT = 120;
const SEND_WINDOW = 60_000;

/** What a socket reads of the session on it. */
export interface SocketSession {
	/** Whether events are compressed one by one, where the connection has no transport compression. */
	readonly compressesEvents: boolean;
}

/** Owner of every socket. */
export interface MainSocketOwner<Session extends SocketSession> {
	/** Whether `onSent` is of use. */
	readonly isWatching: boolean;
	/** Called with each message that goes out, as JSON whatever its encoding; raw ones are as they are. */
	onSent(socket: MainSocket<Session>, message: string | Buffer): void;
	/** Called once no heartbeat came for two intervals. */
	onSilent(socket: MainSocket<Session>): void;
}

export class MainSocket<Session extends SocketSession> {
	/** The session identified or resumed here. Stays when the socket ends. */
	public session: Session | undefined;
	/** What the client may still send. */
	public readonly sendWindow = new RateWindow(SEND_LIMIT, SEND_WINDOW);
	private readonly compressor: Compressor | undefined;
	/** Settles when all that was sent before is on its way: compression takes time, and order must stay. */
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

	/** True once the server closed, or took notice that the client did. */
	public get isEnding(): boolean {
		return this.hasEnded;
	}

	/** False from the moment that either side closes. */
	public get isOpen(): boolean {
		return !this.hasEnded && this.socket.isOpen;
	}

	/**
	 * Sends an unnumbered message in the dialect of this connection, or does nothing on a socket that is ending. It has
	 * `t` and `s`, both null: Source: Discord Docs, "Gateway Event Payload Structure".
	 */
	public sendOp(op: number, d: unknown): void {
		if (!this.isOpen) return;
		const message = { t: null, s: null, op, d };
		if (this.owner.isWatching) this.owner.onSent(this, JSON.stringify(message));
		this.write(this.dialect.codec.encode(message), this.compressor);
	}

	/** Sends a dispatch likewise. */
	public sendEvent(event: WrittenEvent, sequence: number): void {
		if (!this.isOpen) return;
		if (this.owner.isWatching) this.owner.onSent(this, event.toJson(sequence));
		const { codec } = this.dialect;
		// payload compression: only with JSON, and only without transport compression
		const isCompressed = this.session?.compressesEvents === true && !codec.isBinary;
		const compressor = this.compressor ?? (isCompressed ? EVENT_COMPRESSOR : undefined);
		this.write(codec.encodeEvent(event, sequence), compressor);
	}

	/** Sends anything as it is: text as a text frame, bytes as a binary one. */
	public sendRaw(data: string | Buffer): void {
		if (this.owner.isWatching) this.owner.onSent(this, data);
		this.afterSent(() => this.socket.send(data));
	}

	/** Takes notice of control flags that changed, or of a session that has some. */
	public applyFlags(): void {
		this.socket.applyFlags();
	}

	/** Sends a WebSocket ping. */
	public ping(): void {
		if (this.isOpen) this.socket.ping();
	}

	/** Uses another heartbeat interval, in milliseconds, from now on. */
	public setInterval(interval: number): void {
		this.interval = interval;
		this.expectHeartbeat();
	}

	/** Starts the wait for a heartbeat anew. */
	public expectHeartbeat(): void {
		this.clock.clearTimeout(this.deadline);
		this.deadline = this.clock.setTimeout(() => this.owner.onSilent(this), SILENT_INTERVALS * this.interval);
	}

	/** Calls `onOverdue` unless the connection ends within `wait` milliseconds. */
	public expectDeparture(wait: number, onOverdue: () => void): void {
		this.clock.clearTimeout(this.departure);
		this.departure = this.clock.setTimeout(onOverdue, wait);
	}

	/** Starts the close handshake, after what was sent before. Nothing more is sent or taken from here on. */
	public close(code: number, reason: string): void {
		this.end();
		this.afterSent(() => this.socket.close(code, reason));
	}

	/** Resets the TCP connection: the client sees no close frame. */
	public reset(): void {
		this.end();
		this.socket.reset();
	}

	/** Destroys the socket, as the end of the process would. */
	public terminate(): void {
		this.end();
		this.socket.terminate();
	}

	/** Stops the timers and takes no more. Safe to call twice. */
	public end(): void {
		this.hasEnded = true;
		this.clock.clearTimeout(this.deadline);
		this.clock.clearTimeout(this.departure);
	}

	/** Frees what the connection held. To be called once its TCP connection is gone. */
	public release(): void {
		this.afterSent(() => this.compressor?.close());
	}

	private write(data: string | Buffer, compressor: Pick<Compressor, "compress"> | undefined): void {
		if (compressor === undefined) return this.afterSent(() => this.socket.send(data, this.dialect.codec.isBinary));
		const compressed = compressor.compress(data);
		compressed.catch(() => {}); // heard of below, perhaps later
		this.sent = (this.sent ?? Promise.resolve())
			.then(async () => this.socket.send(await compressed))
			.catch(() => this.socket.terminate()); // what follows could not be read
	}

	private afterSent(action: () => void): void {
		if (this.sent === undefined) action();
		else this.sent = this.sent.then(action);
	}
}
