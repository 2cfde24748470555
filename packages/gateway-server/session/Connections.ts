/**
 * The open connections of a gateway, and every way in which one ends. Its owner is notified once, and at
 * once: however late the other side answers.
 */

import type { Clock } from "../../shared/clock.ts";
import type { CloseInitiator } from "../events.ts";

/** The part of a connection that this class needs. */
export interface Closable {
	/** False as soon as either side closes it. */
	readonly isOpen: boolean;
	/** Whether either side has started to end it. */
	readonly isEnding: boolean;
	close(code: number, reason: string): void;
	/** Resets the connection without a close frame. */
	reset(): void;
	/** Destroys it, as if the process had ended. */
	terminate(): void;
	/** Records that the client or the network ended it. */
	end(): void;
}

/** `code` is undefined for a lost connection. */
export type EndListener<Socket> = (
	socket: Socket,
	code: number | undefined,
	reason: string,
	by: CloseInitiator,
) => void;

export class Connections<Socket extends Closable> {
	private readonly sockets = new Set<Socket>();
	/** Called when the last TCP connection is gone. */
	private onEmpty = (): void => {};

	/** @param onEnd Called once for each connection. */
	public constructor(
		private readonly clock: Clock,
		private readonly onEnd: EndListener<Socket>,
	) {}

	/** Connections that neither side is closing. */
	public get open(): ReadonlyArray<Socket> {
		return [...this.sockets].filter((socket) => socket.isOpen);
	}

	/** Connections whose TCP connection still exists. */
	public get all(): Iterable<Socket> {
		return this.sockets;
	}

	public add(socket: Socket): void {
		this.sockets.add(socket);
	}

	/** Records that the TCP connection is gone. */
	public delete(socket: Socket): void {
		this.sockets.delete(socket);
		if (this.sockets.size === 0) this.onEmpty();
	}

	/** Starts a close handshake. */
	public close(socket: Socket, code: number, reason: string): void {
		if (!socket.isOpen) return;
		socket.close(code, reason);
		this.onEnd(socket, code, reason, "server");
	}

	/** Resets the connection without a close frame. */
	public reset(socket: Socket): void {
		socket.reset();
		this.onEnd(socket, undefined, "reset by the server", "link");
	}

	/** Notes that a connection ended that the server did not close. */
	public lost(socket: Socket, code: number | undefined, reason: string, by: "client" | "server"): void {
		if (socket.isEnding) return;
		socket.end();
		this.onEnd(socket, code, reason, code === undefined ? "link" : by);
	}

	/** Destroys every connection, as if the process had ended. */
	public terminateAll(): void {
		for (const socket of this.sockets) {
			const isNews = !socket.isEnding;
			socket.terminate();
			if (isNews) this.onEnd(socket, undefined, "terminated by the server", "link");
		}
	}

	/** Settles when every TCP connection is gone. Destroys those left after `grace` milliseconds. */
	public async drain(grace: number): Promise<void> {
		if (this.sockets.size === 0) return;
		const emptied = new Promise<void>((resolve) => (this.onEmpty = resolve));
		const straggling = this.clock.setTimeout(() => this.terminateAll(), grace);
		await emptied;
		this.clock.clearTimeout(straggling);
	}
}
