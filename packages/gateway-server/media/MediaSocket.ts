/** The UDP socket of a voice server. Edge: the network. Sends and receives datagrams; `MediaPlane` interprets them. */

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";

/** Requested size of the receive buffer in bytes, for bursts of many speakers. The system may grant less. */
const RECEIVE_BUFFER = 2 ** 22;

/** Address and port of a client, or of the server as announced in Ready. */
export interface MediaAddress {
	readonly ip: string;
	readonly port: number;
}

export type DatagramListener = (datagram: Buffer, sender: MediaAddress) => void;

export class MediaSocket {
	private socket: Socket | undefined;
	/** Another port at the same address, for datagrams from a foreign source. Opened on first use. */
	private foreign: Socket | undefined;
	/** 0 before the first listen. */
	private lastPort = 0;
	private host = "127.0.0.1";

	/**
	 * @param log Called for each failure to listen, and for the first failure to send.
	 * @param onDatagram Called with each datagram. Its sender has a port above 0.
	 */
	public constructor(
		private readonly log: (message: string) => void,
		private readonly onDatagram: DatagramListener,
	) {}

	/** Address of the socket, as announced in Ready. @throws If it is not listening. */
	public get address(): MediaAddress {
		if (this.socket === undefined) throw new Error("media socket is not listening, call listen() first");
		const { address, port } = this.socket.address();
		return { ip: address, port };
	}

	public get isListening(): boolean {
		return this.socket !== undefined;
	}

	/**
	 * Starts listening.
	 *
	 * @param port 0 for any free port. @default the previous one, which clients may know; otherwise 0
	 * @param host An IPv4 or IPv6 address. @default the previous one; otherwise 127.0.0.1
	 * @throws If the port is taken or the socket is already listening.
	 */
	public async listen(port = this.lastPort, host = this.host): Promise<void> {
		if (this.socket !== undefined) throw new Error("media socket is already listening");
		const socket = this.create(host);
		this.socket = socket;
		this.host = host;
		socket.on("message", (datagram, { address, port: from }) => {
			if (from !== 0) this.onDatagram(datagram, { ip: address, port: from }); // Node cannot reply to port 0
		});
		socket.bind(port, host);
		try {
			await once(socket, "listening");
		} catch (error) {
			this.socket = undefined;
			socket.close();
			throw error;
		}
		this.lastPort = this.address.port;
		socket.on("error", (error) => this.log(`media socket failed: ${error.message}`));
	}

	/** Returns whether datagrams can be sent to an address: an IP of the socket's family, with a port above 0. */
	public reaches({ ip, port }: MediaAddress): boolean {
		return isIP(ip) === (this.host.includes(":") ? 6 : 4) && port !== 0;
	}

	/** Sends a datagram. Does nothing while not listening. Logs failures; never throws. */
	public send(datagram: Buffer, to: MediaAddress): void {
		if (this.socket !== undefined) this.sendFrom(this.socket, datagram, to);
	}

	/** Sends a datagram from another port, like a stranger. */
	public sendForeign(datagram: Buffer, to: MediaAddress): void {
		if (this.socket === undefined) return;
		this.foreign ??= this.createForeign();
		this.sendFrom(this.foreign, datagram, to);
	}

	/** Frees the port. Safe to call twice. */
	public async close(): Promise<void> {
		const open = [this.socket, this.foreign].filter((socket) => socket !== undefined);
		this.socket = undefined;
		this.foreign = undefined;
		await Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
	}

	private create(host: string): Socket {
		const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: RECEIVE_BUFFER });
		socket.unref(); // a server in a foreign http.Server may never be closed
		return socket;
	}

	private createForeign(): Socket {
		const socket = this.create(this.host);
		socket.on("error", (error) => this.log(`foreign media socket failed: ${error.message}`));
		socket.bind(0, this.host);
		return socket;
	}

	private sendFrom(socket: Socket, datagram: Buffer, { ip, port }: MediaAddress): void {
		// with a callback, failures are not emitted as `error` events
		socket.send(datagram, port, ip, (error) => {
			if (error !== null && socket === this.socket) this.log(`media socket cannot send: ${error.message}`);
		});
	}
}
