/** A WebSocket client that a test plays the voice client with. */

import { once } from "node:events";
import { WebSocket } from "ws";

/** One message of the server: JSON decoded, or the raw bytes of a binary frame. */
export type ServerMessage = { readonly op: number; readonly d: unknown; readonly seq?: number } | Buffer;

export interface Ending {
	/** 1006 if no close frame was seen. */
	readonly code: number;
	readonly reason: string;
}

export class TestClient {
	/** Settles when the socket is gone. */
	public readonly ended: Promise<Ending>;
	private readonly messages: Array<ServerMessage> = [];
	private onArrival = (): void => {};

	private constructor(public readonly socket: WebSocket) {
		socket.on("message", (data: Buffer, isBinary) => {
			this.messages.push(isBinary ? data : (JSON.parse(data.toString()) as ServerMessage));
			this.onArrival();
		});
		socket.on("error", () => {}); // a reset link: `ended` tells
		this.ended = new Promise((resolve) => {
			socket.once("close", (code, reason) => {
				this.onArrival();
				resolve({ code, reason: reason.toString() });
			});
		});
	}

	/** Connects; `query` is appended to the server's `url`. */
	public static async open(url: string, query = "/?v=8"): Promise<TestClient> {
		const client = new TestClient(new WebSocket(url + query));
		await once(client.socket, "open");
		return client;
	}

	public send(op: number, d: unknown): void {
		this.socket.send(JSON.stringify({ op, d }));
	}

	/** Sends text as a text frame, bytes as a binary frame. */
	public sendRaw(data: string | Buffer): void {
		this.socket.send(data);
	}

	/** Waits for the next message. @throws If the socket ends first. */
	public async next(): Promise<ServerMessage> {
		for (;;) {
			const message = this.messages.shift();
			if (message !== undefined) return message;
			if (this.socket.readyState === WebSocket.CLOSED) throw new Error("socket ended without another message");
			await new Promise<void>((resolve) => (this.onArrival = resolve));
		}
	}

	/** Waits for `count` messages. */
	public async take(count: number): Promise<ReadonlyArray<ServerMessage>> {
		const taken: Array<ServerMessage> = [];
		while (taken.length < count) taken.push(await this.next());
		return taken;
	}

	/** Waits until the server handled all that was sent, and returns every message that came. */
	public async settle(): Promise<ReadonlyArray<ServerMessage>> {
		this.socket.ping();
		await once(this.socket, "pong");
		return this.messages.splice(0);
	}
}
