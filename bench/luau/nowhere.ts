/** A transport that is open on a socket which goes nowhere: what is measured is the transport. */

import { createLogger } from "../../src/runtime/Logger";
import { SocketListener } from "../../src/socket/SocketAdapter";
import { WebSocketTransport } from "../../src/WebSocketTransport";

/** Prints nothing. */
export const LOGGER = createLogger("bench", "none");

const NOWHERE = {
	capabilities: { binary: true, closeCode: true },
	send() {},
	close() {},
};

/** Returns it, and what plays the remote side. */
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
