/**
 * Starts the media socket: together with the server, or at the first upgrade in a foreign `http.Server`. Reports its
 * address. Does nothing without a socket (option `audioAddress`).
 */

import type { MediaAddress, MediaSocket } from "./MediaSocket.ts";

export class MediaHost {
	/** Settles once the socket is listening or has failed to. */
	private start: Promise<void> | undefined;
	private isSettled = false;

	/** @param onAddress Called with the socket's address whenever it starts listening. */
	public constructor(
		private readonly socket: MediaSocket | undefined,
		private readonly log: (message: string) => void,
		private readonly onAddress: (address: MediaAddress) => void,
	) {}

	/** Starts the socket, unless an upgrade has started it. @throws If no port is free at the address. */
	public async listen(host: string): Promise<void> {
		if (this.socket === undefined || this.start !== undefined) return this.start;
		await this.socket.listen(undefined, host);
		this.onAddress(this.socket.address);
		this.start = Promise.resolve();
		this.isSettled = true;
	}

	/**
	 * Calls `action` once the socket is listening; immediately if it already is. If it cannot listen, logs the failure
	 * and calls `action` anyway.
	 *
	 * @param localAddress Local address of the upgrade request.
	 */
	public whenStarted(localAddress: string, action: () => void): void {
		if (this.socket === undefined || this.isSettled) return action();
		this.start ??= this.tryListen(this.socket, localAddress);
		void this.start.then(action);
	}

	/**
	 * Closes or reopens the port while the server keeps running. Datagrams to the closed port are rejected by ICMP.
	 *
	 * @throws If another process has taken the port.
	 */
	public async setRefusing(isRefusing: boolean): Promise<void> {
		if (this.socket === undefined || !this.isSettled) return;
		if (isRefusing) await this.socket.close();
		else if (!this.socket.isListening) await this.socket.listen();
	}

	/** Frees the port. Safe to call twice. */
	public async close(): Promise<void> {
		await this.start;
		this.start = undefined;
		this.isSettled = false;
		await this.socket?.close();
	}

	private async tryListen(socket: MediaSocket, localAddress: string): Promise<void> {
		try {
			// an IPv4 address on a dual-stack socket
			await socket.listen(undefined, localAddress.replace(/^::ffff:/, ""));
			this.onAddress(socket.address);
		} catch (error) {
			this.log(`media socket cannot listen, the address in Ready will not answer: ${(error as Error).message}`);
		}
		this.isSettled = true;
	}
}
