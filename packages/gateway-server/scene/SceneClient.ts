/**
 * Base of the scene clients: connects, sends heartbeats, drops dead connections, and reconnects after a disconnect.
 * Edge: the network. Shows what the server does; not a model for writing a client.
 */

import { WebSocket } from "ws";
import type { Timers } from "../../shared/clock.ts";

/** Milliseconds until it reconnects. */
const RETURN_DELAY = 1500;

/** Heartbeat interval in milliseconds for a hand-written Hello without one. */
const FALLBACK_INTERVAL = 5000;

/** The fields of gateway messages that a scene uses. */
export interface SceneMessage {
	readonly op: number;
	readonly d: unknown;
	/** Sequence and event (main gateway). */
	readonly s?: number | null;
	readonly t?: string | null;
	/** Sequence (voice gateway). */
	readonly seq?: number;
}

export abstract class SceneClient {
	private socket: WebSocket | undefined;
	private beating: unknown;
	private returning: unknown;
	private isAcknowledged = true;

	/** @param address URL to connect to, including the query. */
	public constructor(
		private readonly address: string,
		private readonly timers: Timers,
	) {}

	/** Connects, and reconnects until `stop`. */
	public start(): void {
		// nothing is secret here, and test certificates are self-signed
		const socket = new WebSocket(this.address, { rejectUnauthorized: false });
		this.socket = socket;
		socket.on("message", (data: Buffer, isBinary) => this.receive(data, isBinary));
		socket.on("error", () => {}); // "close" follows
		socket.on("close", (code) => {
			this.timers.clearTimeout(this.beating);
			this.lost(code);
			this.returning = this.timers.setTimeout(() => this.start(), RETURN_DELAY);
		});
	}

	/** Disconnects for good. Safe to call twice. */
	public stop(): void {
		this.timers.clearTimeout(this.beating);
		this.socket?.removeAllListeners("close");
		this.socket?.close(1000);
		this.timers.clearTimeout(this.returning);
	}

	/** Handles a message of any shape, because the inspector can send anything. */
	protected abstract handle(message: SceneMessage): void;

	/** Sends a heartbeat. */
	protected abstract beat(): void;

	/** Called when the connection has ended. */
	protected abstract lost(code: number): void;

	protected handleBinary(_data: Buffer): void {}

	/** Starts sending heartbeats at the interval of a Hello. */
	protected keepBeating(hello: unknown): void {
		const { heartbeat_interval: given } = (hello ?? {}) as { heartbeat_interval?: unknown };
		this.isAcknowledged = true;
		this.waitToBeat(typeof given === "number" ? given : FALLBACK_INTERVAL);
	}

	protected acknowledged(): void {
		this.isAcknowledged = true;
	}

	protected send(op: number, d: unknown): void {
		if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ op, d }));
	}

	/** Closes the connection with a code that keeps the session. */
	protected leave(code: number): void {
		this.socket?.close(code);
	}

	private waitToBeat(interval: number): void {
		this.timers.clearTimeout(this.beating);
		this.beating = this.timers.setTimeout(() => this.beatOrLeave(interval), interval);
	}

	/** Sends a heartbeat, or drops the connection if the previous one was not acknowledged. */
	private beatOrLeave(interval: number): void {
		if (!this.isAcknowledged) return this.socket?.terminate();
		this.isAcknowledged = false;
		this.waitToBeat(interval);
		this.beat();
	}

	private receive(data: Buffer, isBinary: boolean): void {
		if (isBinary) return this.handleBinary(data);
		let message: SceneMessage | null;
		try {
			message = JSON.parse(data.toString()) as SceneMessage | null;
		} catch {
			return; // the inspector can send anything
		}
		if (typeof message === "object" && message !== null) this.handle(message);
	}
}
