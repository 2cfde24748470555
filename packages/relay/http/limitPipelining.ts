/**
 * Cuts a connection with too many requests that are not answered. One chunk of bytes may hold some thousand, and the server
 * would work on all of them before it looks at any other connection.
 */

import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";

/** Requests of one connection at a time. Clients and proxies wait for the answer to the last. */
const MAX_OPEN = 8;

/** Puts itself before the server's listeners. */
export function limitPipelining(server: Server): void {
	const listeners = server.listeners("request") as unknown as ReadonlyArray<RequestListener>;
	const open = new WeakMap<Socket, number>();
	server.removeAllListeners("request");
	server.on("request", (request, response) => {
		const { socket } = request;
		// came in the same chunk as the one that was too many
		if (socket.destroyed) return;
		const count = (open.get(socket) ?? 0) + 1;
		if (count > MAX_OPEN) return void socket.destroy();
		open.set(socket, count);
		response.once("close", () => open.set(socket, (open.get(socket) ?? 1) - 1));
		for (const listener of listeners) listener(request, response);
	});
}
