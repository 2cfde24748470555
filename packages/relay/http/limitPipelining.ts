/**
 * Destroys a connection with too many unanswered requests. One chunk may hold thousands, and the server
 * would handle all of them before any other connection.
 */

import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";

/** Unanswered requests of one connection. Clients and proxies wait for each answer. */
const MAX_OPEN = 8;

/** Runs before the server's own listeners. */
export function limitPipelining(server: Server): void {
	const listeners = server.listeners("request") as unknown as ReadonlyArray<RequestListener>;
	const open = new WeakMap<Socket, number>();
	server.removeAllListeners("request");
	server.on("request", (request, response) => {
		const { socket } = request;
		// came in the same chunk as the request that exceeded the limit
		if (socket.destroyed) return;
		const count = (open.get(socket) ?? 0) + 1;
		if (count > MAX_OPEN) return void socket.destroy();
		open.set(socket, count);
		response.once("close", () => open.set(socket, (open.get(socket) ?? 1) - 1));
		for (const listener of listeners) listener(request, response);
	});
}
