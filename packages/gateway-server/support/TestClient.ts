/** A WebSocket client, controlled by a test. */

import { once } from "node:events";
import { WebSocket } from "ws";

/** A message from the server: decoded JSON, or the raw bytes of a binary frame. */
export type ServerMessage = { readonly op: number; readonly d: unknown; readonly seq?: number } | Buffer;

export interface Ending {
	/** 1006 if no close frame was received. */
	readonly code: number;
	readonly reason: string;
}

export class TestClient {
	/** Settles when the socket has closed. */
	public readonly ended: Promise<Ending>;
	private readonly messages: Array<ServerMessage> = [];
	private onArrival = (): void => {};

	private constructor(public readonly socket: WebSocket) {
		socket.on("message", (data: Buffer, isBinary) => {
			this.messages.push(isBinary ? data : (JSON.parse(data.toString()) as ServerMessage));
			this.onArrival();
		});
		socket.on("error", () => {}); // a reset connection is reported by `ended`
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

	/** Waits for the next message. @throws If the socket closes first. */
	public async next(): Promise<ServerMessage> {
		for (;;) {
			const message = this.messages.shift();
			if (message !== undefined) return message;
			if (this.socket.readyState === WebSocket.CLOSED) throw new Error("socket closed without another message");
			await new Promise<void>((resolve) => (this.onArrival = resolve));
		}
	}

	/** Waits for `count` messages. */
	public async take(count: number): Promise<ReadonlyArray<ServerMessage>> {
		const taken: Array<ServerMessage> = [];
		while (taken.length < count) taken.push(await this.next());
		return taken;
	}

	/** Waits until the server has handled everything sent so far. Returns all received messages. */
	public async settle(): Promise<ReadonlyArray<ServerMessage>> {
		this.socket.ping();
		await once(this.socket, "pong");
		return this.messages.splice(0);
	}
}
