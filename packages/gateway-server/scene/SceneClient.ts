/**
 * What the clients of a scene have in common: they connect, beat, leave a link that has gone dead, and come back when they
 * are thrown out. Edge: the network. Shows what the server does, not how to write a client.
 */

import { WebSocket } from "ws";
import type { Timers } from "../../shared/clock.ts";

/** Milliseconds until it comes back. */
const RETURN_DELAY = 1500;

/** Heartbeat interval in milliseconds, where a Hello that the page made up has none. */
const FALLBACK_INTERVAL = 5000;

/** A message of either gateway, as far as a scene looks at it. */
export interface SceneMessage {
	readonly op: number;
	readonly d: unknown;
	/** Main gateway: sequence and event. */
	readonly s?: number | null;
	readonly t?: string | null;
	/** Voice gateway: sequence. */
	readonly seq?: number;
}

export abstract class SceneClient {
	private socket: WebSocket | undefined;
	private beating: unknown;
	private returning: unknown;
	private isAcknowledged = true;

	/** @param address What to connect to, with its query. */
	public constructor(
		private readonly address: string,
		private readonly timers: Timers,
	) {}

	/** Connects, and goes on until `stop`. */
	public start(): void {
		// nothing is secret here, and a certificate for tests is signed by nobody
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

	/** Leaves for good. Safe to call twice. */
	public stop(): void {
		this.timers.clearTimeout(this.beating);
		this.socket?.removeAllListeners("close");
		this.socket?.close(1000);
		this.timers.clearTimeout(this.returning);
	}

	/** Handles a message; anything may come, for the page can send anything. */
	protected abstract handle(message: SceneMessage): void;

	/** Sends a heartbeat. */
	protected abstract beat(): void;

	/** The link ended. */
	protected abstract lost(code: number): void;

	protected handleBinary(_data: Buffer): void {}

	/** Begins to beat, at the pace of a Hello. */
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

	/** Ends the connection with a code that keeps the session. */
	protected leave(code: number): void {
		this.socket?.close(code);
	}

	private waitToBeat(interval: number): void {
		this.timers.clearTimeout(this.beating);
		this.beating = this.timers.setTimeout(() => this.beatOrLeave(interval), interval);
	}

	/** Without an answer to the beat before, the link counts as dead. */
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
			return; // the page can send anything
		}
		if (typeof message === "object" && message !== null) this.handle(message);
	}
}
