/** The baseline: a plain `ws` server with GatewayServer's socket options that sends the same bytes. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { BOT, defaultGuild } from "../../packages/gateway-server/main/fixtures/defaults.ts";
import { EVENT, HEARTBEAT_INTERVAL, messageOf, WEB_SOCKET_OPTIONS } from "./side.ts";

/** Sequence before the first dispatched message, after READY and GUILD_CREATE. */
const OPENING_SEQUENCE = 2;

export class BareServer {
	private readonly webSockets = new WebSocketServer(WEB_SOCKET_OPTIONS);
	private readonly sockets = new Set<WebSocket>();
	private sequence = OPENING_SEQUENCE;

	/** Listens on a free port of 127.0.0.1 and returns it. */
	public async listen(): Promise<number> {
		const hello = JSON.stringify({ op: 10, d: { heartbeat_interval: HEARTBEAT_INTERVAL } });
		const opening = [
			JSON.stringify({ op: 0, t: "READY", s: 1, d: { v: 10, user: BOT, session_id: "0".repeat(32) } }),
			JSON.stringify({ op: 0, t: "GUILD_CREATE", s: 2, d: defaultGuild(BOT) }),
		];
		const server = createServer();
		server.on("upgrade", (request, stream, head) => {
			this.webSockets.handleUpgrade(request, stream, head, (socket) => {
				this.sockets.add(socket);
				socket.on("message", () => opening.forEach((text) => socket.send(text)));
				socket.on("error", (error) => console.error(error.message));
				socket.on("close", () => this.sockets.delete(socket));
				socket.send(hello);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		return (server.address() as AddressInfo).port;
	}

	/** Sends a message to all clients in the fastest form for `ws`, bytes serialized once. Returns the number of clients. */
	public dispatch(nonce: number): number {
		this.sequence += 1;
		const text = Buffer.from(JSON.stringify({ op: 0, t: EVENT, s: this.sequence, d: messageOf(nonce) }));
		for (const socket of this.sockets) socket.send(text, { binary: false });
		return this.sockets.size;
	}
}
