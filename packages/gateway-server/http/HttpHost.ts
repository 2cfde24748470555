/**
 * An HTTP server, plain or TLS, that can always be destroyed: it tracks all sockets, including upgraded ones.
 * Edge: the network.
 */

import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsKey } from "../../shared/TlsKey.ts";

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export class HttpHost {
	/** Whether it listens, or last listened, with TLS. */
	public isSecure = false;
	private server: Server | undefined;
	private readonly sockets = new Set<Socket>();

	/** @param onUpgrade Handles WebSocket handshakes. By default Node ends them. */
	public constructor(
		private readonly onRequest: RequestListener,
		private readonly onUpgrade?: UpgradeListener,
	) {}

	/** `host:port`, with brackets around an IPv6 address. @throws If the server is not listening. */
	public get endpoint(): string {
		const address = (this.server?.address() ?? null) as AddressInfo | null;
		if (address === null) throw new Error("server is not listening, call listen() first");
		const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
		return `${host}:${address.port}`;
	}

	/**
	 * Starts to listen; 0 selects any free port.
	 *
	 * @throws If the port is taken, the key does not match, or the server is already listening.
	 */
	public async listen(port: number, host: string, tls?: TlsKey): Promise<void> {
		if (this.server?.listening === true) throw new Error("server is already listening, call close() first");
		const server =
			tls === undefined ? createHttpServer(this.onRequest) : createHttpsServer({ ...tls }, this.onRequest);
		if (this.onUpgrade !== undefined) server.on("upgrade", this.onUpgrade);
		server.on("connection", (socket: Socket) => {
			this.sockets.add(socket);
			socket.once("close", () => this.sockets.delete(socket));
		});
		this.server = server;
		this.isSecure = tls !== undefined;
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(port, host, () => {
				server.off("error", reject);
				resolve();
			});
		});
	}

	/** Destroys every socket at once and frees the port. Safe to call twice. */
	public async destroy(): Promise<void> {
		const { server } = this;
		if (server?.listening !== true) return;
		const closed = new Promise<void>((resolve) => server.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}
}
