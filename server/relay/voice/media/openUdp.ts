/** UDP sockets on node:dgram. Edge: the network. */

import { createSocket, type Socket } from "node:dgram";
import type { DatagramListener, Datagrams, Endpoint } from "./Datagrams.ts";

/** Bytes asked of the system for datagrams that wait to be read: about 200 ms of 99 speakers. The system may give fewer. */
const RECEIVE_BUFFER = 1_048_576;

export function openUdp({ address, port }: Endpoint, listener: DatagramListener): Datagrams {
	const socket = createSocket("udp4");
	let state: "connecting" | "connected" | "closed" = "connecting";
	const fault = (error: Error): void => {
		if (state !== "closed") listener.onFault((error as NodeJS.ErrnoException).code ?? error.name);
	};
	// a sink of its own, since an error may still come of a socket that is closed
	socket.on("error", fault);
	socket.on("message", (datagram, from) => {
		// the system filters once it is connected; what came between bind and connect is still there
		const isOurs = from.port === port && from.address === address;
		if (state === "connected" && isOurs) listener.onDatagram(datagram);
	});
	socket.once("listening", () => growBuffer(socket));
	socket.once("connect", () => {
		if (state !== "connecting") return;
		state = "connected";
		listener.onConnected();
	});
	socket.connect(port, address);
	socket.unref();
	return {
		send(datagram) {
			if (state !== "connected") return;
			socket.send(datagram, (error) => {
				if (error !== null) fault(error);
			});
		},
		close() {
			if (state === "closed") return;
			state = "closed";
			socket.removeAllListeners("message");
			socket.close();
		},
	};
}

function growBuffer(socket: Socket): void {
	try {
		socket.setRecvBufferSize(RECEIVE_BUFFER);
	} catch (error) {
		// a system that refuses keeps its usual size, which suffices for fewer speakers
		if ((error as NodeJS.ErrnoException).code !== "ERR_SOCKET_BUFFER_SIZE") throw error;
	}
}
