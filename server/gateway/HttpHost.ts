/**
 * A listening HTTP server that can always be ended: it knows each of its sockets, upgraded ones too.
 * Edge: the network.
 */

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export class HttpHost {
	/** Node's server; its owner subscribes to `upgrade` here. */
	public readonly server: Server;
	private readonly sockets = new Set<Socket>();

	public constructor(onRequest: RequestListener) {
		this.server = createServer(onRequest);
		this.server.on("connection", (socket) => {
			this.sockets.add(socket);
			socket.once("close", () => this.sockets.delete(socket));
		});
	}

	/** `host:port`, with brackets around an IPv6 address. @throws If the server does not listen. */
	public get endpoint(): string {
		const address = this.server.address() as AddressInfo | null;
		if (address === null) throw new Error("server is not listening, call listen() first");
		const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
		return `${host}:${address.port}`;
	}

	/**
	 * Starts to listen; 0 asks for any free port.
	 *
	 * @throws If the port is taken, or the server listens already.
	 */
	public async listen(port: number, host: string): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.server.once("error", reject);
			this.server.listen(port, host, () => {
				this.server.off("error", reject);
				resolve();
			});
		});
	}

	/** Destroys every socket at once and frees the port. Safe to call twice. */
	public async destroy(): Promise<void> {
		if (!this.server.listening) return;
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}
}
