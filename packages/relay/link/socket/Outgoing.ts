/**
 * Actions that send to the far server: they wait in order until the socket is open, and what waits to be sent is bounded in bytes.
 * Source: docs/relay.md, "Up".
 */

import { OpeningQueue } from "./OpeningQueue.ts";
import { RecordFault } from "../RecordFault.ts";

/** The socket that the actions are for. */
export interface OutgoingSocket {
	readonly isConnecting: () => boolean;
	/** Whether it has opened and has not ended. */
	readonly isOpen: () => boolean;
	/** Bytes that its connection has not sent yet. */
	readonly bufferedSize: () => number;
	/** Called when the size of the queue changes. */
	readonly onSize: () => void;
	/** Called when too much waits for the socket to open. */
	readonly onFault: (fault: RecordFault) => void;
	/** Called when too much waits on the open connection. */
	readonly onOverflow: (reason: string) => void;
}

export class Outgoing {
	private readonly waiting: OpeningQueue;

	/** @param limit Bytes that may wait. */
	public constructor(
		private readonly limit: number,
		private readonly socket: OutgoingSocket,
	) {
		this.waiting = new OpeningQueue(limit);
	}

	/** Bytes that wait for the socket to open. */
	public get size(): number {
		return this.waiting.size;
	}

	/** Runs an action now, or once the socket is open. @param size Bytes that the action sends. */
	public run(size: number, action: () => void): void {
		const { socket, limit } = this;
		if (socket.isConnecting()) return this.wait(size, action);
		action();
		if (!socket.isOpen() || socket.bufferedSize() <= limit) return;
		socket.onOverflow(`more than ${limit} bytes wait to be sent (RELAY_UPSTREAM_BUFFER)`);
	}

	/** Runs what waits, until the socket ends. Call once the socket is open. */
	public release(): void {
		const actions = this.waiting.take();
		this.socket.onSize();
		for (const action of actions) if (this.socket.isOpen()) action();
	}

	/** Discards what waits. */
	public clear(): void {
		this.waiting.take();
	}

	private wait(size: number, action: () => void): void {
		try {
			this.waiting.push(size, action);
			this.socket.onSize();
		} catch (error) {
			if (!(error instanceof RecordFault)) throw error;
			this.socket.onFault(error);
		}
	}
}
