/**
 * Puts an intake between a server and its connections, so that limits of requests and bodies act while bytes arrive, and no
 * client's bytes delay those of another.
 */

import type { Server } from "node:http";
import { Server as TlsServer } from "node:tls";
import type { Socket } from "node:net";
import type { Intake } from "../intake/Intake.ts";
import { PacedSocket } from "../intake/PacedSocket.ts";

/** Bytes of a connection that may always wait: a request without much of a body. */
const SMALL = 16_384;

/** @param limit Bytes that may wait in all; then a connection with more than {@link SMALL} is cut. */
export function paceConnections(server: Server, intake: Intake, limit: number): void {
	const event = server instanceof TlsServer ? "secureConnection" : "connection";
	const listeners = server.listeners(event);
	let waiting = 0;
	const accept = (inner: Socket): void => {
		const socket = new PacedSocket(inner, intake, {
			onWaiting: (change) => {
				waiting += change;
				if (waiting > limit && change > 0 && socket.waitingSize > SMALL) socket.destroy();
			},
		});
		for (const listener of listeners) listener.call(server, socket);
	};
	server.removeAllListeners(event);
	server.on(event, accept);
}
