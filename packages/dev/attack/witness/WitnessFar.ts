/** Far server of a witness: sends each socket a small numbered message at a fixed rate. Edge: the network. */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** Milliseconds between two messages to a socket. */
const MESSAGE_PERIOD = 50;
/** Length of a message. An answer with two of them is compressed, on threads that are shared with other work. */
const PADDING = ".".repeat(600);

export class WitnessFar {
	private constructor(private readonly server: WebSocketServer) {}

	public static async start(port: number): Promise<WitnessFar> {
		const server = new WebSocketServer({ host: "127.0.0.1", port });
		await once(server, "listening");
		server.on("connection", speak);
		return new WitnessFar(server);
	}

	public get url(): string {
		return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	public close(): void {
		for (const socket of this.server.clients) socket.terminate();
		this.server.close();
	}
}

function speak(socket: WebSocket): void {
	let number = 0;
	const speakOnce = (): void => {
		number += 1;
		socket.send(JSON.stringify({ number, padding: PADDING }));
	};
	speakOnce();
	const timer = setInterval(speakOnce, MESSAGE_PERIOD);
	socket.on("close", () => clearInterval(timer));
	socket.on("error", () => {}); // "close" follows
}
