/** UDP sockets on node:dgram. Edge: the network. */

import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { DatagramListener, Datagrams, Endpoint } from "./Datagrams.ts";

/** Receive buffer requested from the system, in bytes: about 200 ms of 99 speakers. The system may give fewer. */
const RECEIVE_BUFFER = 1_048_576;
/** Lets the system choose a port. */
const ANY_PORT = 0;

export function openUdp(to: Endpoint, listener: DatagramListener): Datagrams {
	return new UdpSocket(to, listener);
}

class UdpSocket implements Datagrams {
	private socket: Socket;
	private state: "connecting" | "connected" | "paused" | "closed" = "connecting";
	private ownPort = ANY_PORT;

	public constructor(
		private readonly to: Endpoint,
		private readonly listener: DatagramListener,
	) {
		this.socket = this.open();
	}

	public send(datagram: Uint8Array): void {
		if (this.state !== "connected") return;
		const { socket } = this;
		socket.send(datagram, (error) => {
			if (error !== null) this.failed(socket, error);
		});
	}

	/** node:dgram cannot stop reading, and each datagram that it reads has a cost. */
	public pause(): void {
		if (this.state !== "connected") return;
		this.ownPort = this.socket.address().port;
		this.state = "paused";
		this.socket.close();
	}

	public resume(): void {
		if (this.state !== "paused") return;
		this.state = "connecting";
		this.socket = this.open();
	}

	public close(): void {
		const wasOpen = this.state === "connecting" || this.state === "connected";
		this.state = "closed";
		if (wasOpen) this.socket.close();
	}

	private open(): Socket {
		const { address, port } = this.to;
		const socket = createSocket("udp4");
		// stays, since a closed socket may still emit an error
		socket.on("error", (error) => this.failed(socket, error));
		socket.on("message", (datagram, from) => this.receive(socket, datagram, from));
		socket.once("listening", () => growBuffer(socket));
		socket.once("connect", () => {
			if (this.socket !== socket || this.state !== "connecting") return;
			this.state = "connected";
			this.listener.onConnected();
		});
		socket.bind(this.ownPort);
		socket.connect(port, address);
		socket.unref();
		return socket;
	}

	private receive(socket: Socket, datagram: Buffer, { address, port }: RemoteInfo): void {
		// the system filters once it is connected; what came between bind and connect is still there
		const isOurs = port === this.to.port && address === this.to.address;
		if (this.socket === socket && this.state === "connected" && isOurs) this.listener.onDatagram(datagram);
	}

	private failed(socket: Socket, error: Error): void {
		const isOpen = this.state === "connecting" || this.state === "connected";
		if (this.socket === socket && isOpen) {
			this.listener.onFault((error as NodeJS.ErrnoException).code ?? error.name);
		}
	}
}

function growBuffer(socket: Socket): void {
	try {
		socket.setRecvBufferSize(RECEIVE_BUFFER);
	} catch (error) {
		// a system that refuses keeps its usual size, which suffices for fewer speakers
		if ((error as NodeJS.ErrnoException).code !== "ERR_SOCKET_BUFFER_SIZE") throw error;
	}
}
