/** An open transport on a fake socket, so that a benchmark measures only the transport. */

import { createLogger } from "../../src/runtime/Logger";
import { SocketListener } from "../../src/socket/SocketAdapter";
import { WebSocketTransport } from "../../src/WebSocketTransport";

/** A silent logger. */
export const LOGGER = createLogger("bench", "none");

const NOWHERE = {
	capabilities: { binary: true, closeCode: true },
	send() {},
	close() {},
};

/** Returns the transport and a function that delivers messages to it. */
export function openNowhere(): { transport: WebSocketTransport; receive: (message: string) => void } {
	let listener: SocketListener | undefined;
	const transport = new WebSocketTransport(LOGGER, {
		createSocket: (_url, socketListener) => {
			listener = socketListener;
			return NOWHERE;
		},
	});
	task.spawn(() => transport._openSocket("ws://nowhere"));
	listener!.onOpen();
	return { transport, receive: (message) => listener!.onMessage(message) };
}
