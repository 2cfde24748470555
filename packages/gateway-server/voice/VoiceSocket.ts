/**
 * One connection of a voice client: sends, closes, and monitors heartbeats.
 * Edge: the network. Knows no session rules; its owner is VoiceGateway.
 */

import type { Clock } from "../../shared/clock.ts";
import type { FaultySocket } from "../faults/FaultySocket.ts";
import { encodeHello, encodeJson, type EncodedMessage } from "./frame.ts";
import type { VoiceDialect } from "./version.ts";

/**
 * Intervals without a heartbeat after which a client is considered gone. The docs do not specify this. Network and load
 * may delay one heartbeat, but clients that skip heartbeats must be detected.
 */
const SILENT_INTERVALS = 2;

export class VoiceSocket<Session> {
	/** The session identified or resumed here. Remains set after the socket ends. */
	public session: Session | undefined;
	/** Called with each outgoing message. */
	public onSend: (message: EncodedMessage) => void = () => {};
	private hasEnded = false;
	private deadline: unknown;

	/**
	 * @param id Connection number, from 1.
	 * @param dialect Protocol dialect of the client.
	 * @param interval Heartbeat interval in milliseconds.
	 * @param onSilent Called after two intervals without a heartbeat.
	 */
	public constructor(
		public readonly id: number,
		public readonly dialect: VoiceDialect,
		private readonly socket: FaultySocket,
		private readonly clock: Clock,
		private interval: number,
		private readonly onSilent: () => void,
	) {
		this.expectHeartbeat();
	}

	/** Interval of the latest Hello in milliseconds. */
	public get heartbeatInterval(): number {
		return this.interval;
	}

	/** True once the server has closed the socket or noticed that the client did. */
	public get isEnding(): boolean {
		return this.hasEnded;
	}

	/** False as soon as either side closes. */
	public get isOpen(): boolean {
		return !this.hasEnded && this.socket.isOpen;
	}

	/** Sends text as a text frame and bytes as a binary frame. Does nothing on a socket that is ending. */
	public send(message: EncodedMessage): void {
		if (!this.isOpen) return;
		this.onSend(message);
		this.socket.send(message);
	}

	/** Sends an unnumbered JSON message. */
	public sendJson(op: number, d: unknown): void {
		this.send(encodeJson(op, d));
	}

	/** Sends Hello, and expects heartbeats at this interval, in milliseconds, from now on. */
	public sendHello(interval: number): void {
		this.interval = interval;
		this.expectHeartbeat();
		this.send(encodeHello(this.dialect, interval));
	}

	/** Sends a WebSocket ping. */
	public ping(): void {
		if (this.isOpen) this.socket.ping();
	}

	/** Applies flags that changed, or the flags of a newly attached session. */
	public applyFlags(): void {
		this.socket.applyFlags();
	}

	/** Restarts the heartbeat timeout. */
	public expectHeartbeat(): void {
		this.clock.clearTimeout(this.deadline);
		this.deadline = this.clock.setTimeout(this.onSilent, SILENT_INTERVALS * this.interval);
	}

	/** Starts the close handshake. Nothing is sent or accepted afterwards. */
	public close(code: number, reason: string): void {
		this.end();
		this.socket.close(code, reason);
	}

	/** Resets the TCP connection. The client sees no close frame. */
	public reset(): void {
		this.end();
		this.socket.reset();
	}

	/** Destroys the socket, as if the process had ended. */
	public terminate(): void {
		this.end();
		this.socket.terminate();
	}

	/** Stops the timer and accepts no more messages. Safe to call twice. */
	public end(): void {
		this.hasEnded = true;
		this.clock.clearTimeout(this.deadline);
	}
}
