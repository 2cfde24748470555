/**
 * When the media socket listens: with the server, or from the first upgrade in a foreign `http.Server` on. Tells the
 * address. Without a socket (option `audioAddress`) it does nothing.
 */

import type { MediaAddress, MediaSocket } from "./MediaSocket.ts";

export class MediaHost {
	/** Settles once the socket listens, or failed to. */
	private start: Promise<void> | undefined;
	private isSettled = false;

	/** @param onAddress Called with where the socket listens, each time that it begins to. */
	public constructor(
		private readonly socket: MediaSocket | undefined,
		private readonly log: (message: string) => void,
		private readonly onAddress: (address: MediaAddress) => void,
	) {}

	/** Starts the socket, unless an upgrade did. @throws If no port is free at the address. */
	public async listen(host: string): Promise<void> {
		if (this.socket === undefined || this.start !== undefined) return this.start;
		await this.socket.listen(undefined, host);
		this.onAddress(this.socket.address);
		this.start = Promise.resolve();
		this.isSettled = true;
	}

	/**
	 * Calls `action` once the socket listens: at once, if it does. Where it cannot, the log says so, and the server goes on.
	 *
	 * @param localAddress Address that an upgrade arrived at.
	 */
	public whenStarted(localAddress: string, action: () => void): void {
		if (this.socket === undefined || this.isSettled) return action();
		this.start ??= this.tryListen(this.socket, localAddress);
		void this.start.then(action);
	}

	/**
	 * Closes the port while the server goes on, so that datagrams are refused by ICMP; or opens the same port again.
	 *
	 * @throws If the port was taken meanwhile.
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
			// IPv4 at a socket for both families
			await socket.listen(undefined, localAddress.replace(/^::ffff:/, ""));
			this.onAddress(socket.address);
		} catch (error) {
			this.log(`media socket cannot listen, nothing answers where Ready points: ${(error as Error).message}`);
		}
		this.isSettled = true;
	}
}
