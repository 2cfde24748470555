import { SocketFactory, WebSocket } from "../src";

/** Opens a WebSocket, sends a greeting, prints the answer and the round-trip time, and closes. */
export function echo(url: string, createSocket?: SocketFactory) {
	const socket = new WebSocket(url, { environment: { createSocket } });

	socket.on("open", () => {
		socket.send("hello");
		if (socket.capabilities.binary) socket.send(buffer.fromstring("bytes"));
	});
	socket.on("message", ({ data }) => {
		print("received", typeIs(data, "buffer") ? `${buffer.len(data)} bytes` : data);
		if (!socket.capabilities.ping) return socket.close(1000, "done");
		const done = () => socket.close(1000, "done");
		socket
			.ping()
			.then((milliseconds) => print("ping", milliseconds, "ms"), warn)
			.finally(done);
	});
	socket.on("error", (fault) => warn(fault.error));
	socket.on("close", ({ code, reason }) => print("closed", code, reason));
	return socket;
}
