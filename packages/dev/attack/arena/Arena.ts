/**
 * An attack's tools: requests to the relay, a far server, raw connections, and the clock that ends the attack.
 * Counts what it opens and limits it. Edge: the network, time.
 */

import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { createHash } from "node:crypto";
import { WebSocketServer, type WebSocket } from "ws";
import type { AttackerTask } from "../attackerMessages.ts";
import { RelayHttp, type HttpReply } from "../RelayHttp.ts";
import { Notes } from "./Notes.ts";

/** Maximum number of raw connections. */
const MAX_RAW = 2000;
const MAX_REQUESTS = 256;
/** RFC 6455, section 1.3. */
const ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** Milliseconds to wait after the relay has refused for lack of room. */
const REFUSED_PAUSE = 20;

export type OnUpgrade = (socket: Duplex, request: IncomingMessage, head: Buffer) => void;

export class Arena {
	public readonly notes = new Notes();
	private readonly abort = new AbortController();
	private readonly http: RelayHttp;
	private readonly far: Server;
	private readonly ws = new WebSocketServer({ noServer: true });
	private raw = 0;

	public constructor(private readonly task: AttackerTask) {
		const { relay: url, token } = task;
		this.http = new RelayHttp({ url, token, connections: MAX_REQUESTS, signal: this.signal });
		setMaxListeners(Infinity, this.signal); // every connection listens to it
		this.far = createServer().listen(task.farPort, "127.0.0.1");
	}

	/** Aborted at the end of the attack's time. */
	public get signal(): AbortSignal {
		return this.abort.signal;
	}

	public get farUrl(): string {
		return `ws://127.0.0.1:${this.task.farPort}/`;
	}

	/** `http://host:port` */
	public get relayUrl(): URL {
		return new URL(this.task.relay);
	}

	/** Authorization header with the attacker's token. */
	public get authorization(): string {
		return `Bearer ${this.task.token}`;
	}

	/** Authorization header with a third tenant's token. */
	public get bystander(): string {
		return `Bearer ${this.task.bystander}`;
	}

	/** Ends the attack. */
	public stop(): void {
		this.abort.abort();
	}

	/** Sends a request and counts a refusal. Without an answer the status is 0. */
	public async call(
		method: string,
		path: string,
		body?: Buffer | string,
		headers: Readonly<Record<string, string>> = {},
	): Promise<HttpReply> {
		try {
			const reply = await this.http.call(method, path, body, headers);
			if (reply.status >= 300) this.notes.stop(`${reply.status} ${reply.code}`);
			// continue the attack, but slow down: a tight loop of refusals would only measure the attacker
			if (reply.status === 429 || reply.status === 503) await this.pause(REFUSED_PAUSE);
			return reply;
		} catch (error) {
			if (!this.signal.aborted) this.notes.stop((error as NodeJS.ErrnoException).code ?? String(error));
			await this.pause(REFUSED_PAUSE);
			return { status: 0, code: "", body: Buffer.alloc(0) };
		}
	}

	/** Repeats a task in `count` concurrent loops until time is up. */
	public async loop(count: number, action: (index: number) => Promise<unknown>): Promise<void> {
		const loops = Array.from({ length: count }, async (_, index) => {
			while (!this.signal.aborted) {
				await action(index);
				await this.pause(0);
			}
		});
		await Promise.all(loops);
	}

	/** Resolves after some milliseconds, or when time is up. */
	public async pause(ms: number): Promise<void> {
		await delay(ms, undefined, { signal: this.signal }).catch(() => {}); // the end of the attack ends the wait
	}

	/** Resolves when time is up. */
	public async untilEnd(): Promise<void> {
		while (!this.signal.aborted) await this.pause(1000);
	}

	/** Sets the far server's handler for connections that request an upgrade. */
	public onUpgrade(handle: OnUpgrade): void {
		this.far.on("upgrade", (request, socket, head) => {
			socket.on("error", () => {}); // the relay may drop it at any time
			handle(socket, request, head);
		});
	}

	/** Like `onUpgrade`, but after the handshake. No library handles the connection, and nothing is read from it. */
	public onRawSocket(handle: (socket: Duplex, path: string) => void): void {
		this.onUpgrade((socket, request) => {
			const key = `${request.headers["sec-websocket-key"] ?? ""}${ACCEPT_GUID}`;
			const accept = createHash("sha1").update(key).digest("base64");
			const head = [
				"HTTP/1.1 101 x",
				"Upgrade: websocket",
				"Connection: Upgrade",
				`Sec-WebSocket-Accept: ${accept}`,
			];
			socket.write(`${head.join("\r\n")}\r\n\r\n`);
			handle(socket, request.url ?? "");
		});
	}

	/** Like `onRawSocket`, but with `ws`, which reads from the connection. */
	public onSocket(handle: (socket: WebSocket, path: string) => void): void {
		this.onUpgrade((socket, request, head) => {
			this.ws.handleUpgrade(request, socket, head, (ready) => {
				ready.on("error", () => {}); // "close" follows
				handle(ready, request.url ?? "");
			});
		});
	}

	/** Opens a connection to the relay for arbitrary bytes. Nothing is read from it. @throws Error Above the limit. */
	public dial(): Socket {
		this.raw += 1;
		if (this.raw > MAX_RAW) throw new Error(`more than ${MAX_RAW} raw connections at once`);
		const { hostname, port } = this.relayUrl;
		const socket = connect(Number(port), hostname);
		socket.on("error", (error: NodeJS.ErrnoException) => this.notes.stop(`connection: ${error.code}`));
		socket.on("close", () => (this.raw -= 1));
		this.signal.addEventListener("abort", () => socket.destroy());
		return socket;
	}
}
