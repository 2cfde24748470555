/**
 * One connection of a voice client: sends, closes, and watches that heartbeats come.
 * Edge: the network. Knows no session rules; its owner is VoiceGateway.
 */

import type { Clock } from "../../shared/clock.ts";
import type { FaultySocket } from "../faults/FaultySocket.ts";
import { encodeHello, encodeJson, type EncodedMessage } from "./frame.ts";
import type { VoiceDialect } from "./version.ts";
import type { VoiceSession } from "./VoiceSession.ts";

/**
 * Intervals without a heartbeat after which a client counts as gone. The docs state none; a beat may be late by network
 * and load, and clients that skip one on purpose must be caught.
 */
const SILENT_INTERVALS = 2;

export class VoiceSocket {
	/** The session identified or resumed here. Stays when the socket ends. */
	public session: VoiceSession | undefined;
	/** Called with each message that goes out. */
	public onSend: (message: EncodedMessage) => void = () => {};
	private hasEnded = false;
	private deadline: unknown;

	/**
	 * @param id Counts connections from 1.
	 * @param dialect How the client speaks.
	 * @param interval Heartbeat interval in milliseconds.
	 * @param onSilent Called once no heartbeat came for two intervals.
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

	/** Interval that its latest Hello gave, in milliseconds. */
	public get heartbeatInterval(): number {
		return this.interval;
	}

	/** True once the server closed, or took notice that the client did. */
	public get isEnding(): boolean {
		return this.hasEnded;
	}

	/** False from the moment that either side closes. */
	public get isOpen(): boolean {
		return !this.hasEnded && this.socket.isOpen;
	}

	/** Sends a message, or does nothing on a socket that is ending. Text goes as a text frame, bytes as a binary one. */
	public send(message: EncodedMessage): void {
		if (!this.isOpen) return;
		this.onSend(message);
		this.socket.send(message);
	}

	/** Sends an unnumbered JSON message. */
	public sendJson(op: number, d: unknown): void {
		this.send(encodeJson(op, d));
	}

	/** Sends Hello, and expects heartbeats at its pace, in milliseconds, from now on. */
	public sendHello(interval: number): void {
		this.interval = interval;
		this.expectHeartbeat();
		this.send(encodeHello(this.dialect, interval));
	}

	/** Sends a WebSocket ping. */
	public ping(): void {
		if (this.isOpen) this.socket.ping();
	}

	/** Takes notice of control flags that changed, or of a session that has some. */
	public applyFlags(): void {
		this.socket.applyFlags();
	}

	/** Restarts the wait for a heartbeat. */
	public expectHeartbeat(): void {
		this.clock.clearTimeout(this.deadline);
		this.deadline = this.clock.setTimeout(this.onSilent, SILENT_INTERVALS * this.interval);
	}

	/** Starts the close handshake. Nothing is sent or taken from here on. */
	public close(code: number, reason: string): void {
		this.end();
		this.socket.close(code, reason);
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

	/** Stops the timer and takes no more. Safe to call twice. */
	public end(): void {
		this.hasEnded = true;
		this.clock.clearTimeout(this.deadline);
	}
}
