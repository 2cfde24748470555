/**
 * A port for HTTP requests and WebSocket handshakes. Handshakes can be made to fail.
 * Edge: the network.
 */

import type { IncomingMessage, RequestListener } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Timers } from "../../shared/clock.ts";
import type { TlsKey } from "../../shared/TlsKey.ts";
import { answerHandshake } from "../faults/handshake.ts";
import { HandshakeFaults } from "../faults/HandshakeFaults.ts";
import { HttpHost } from "./HttpHost.ts";

/** Milliseconds from our close frame until the socket is destroyed. Some clients answer it, but do not end the TCP connection. */
const CLOSE_TIMEOUT = 500;

export interface WebSocketHostOptions {
	/** Maximum size of a client's message in bytes. */
	readonly maxPayload: number;
	readonly timers: Timers;
	/** Answers requests that are not handshakes. */
	readonly onRequest: RequestListener;
	/** Takes ownership of a connection after its handshake. */
	readonly onConnection: (webSocket: WebSocket, request: IncomingMessage, stream: Duplex) => void;
	/** Calls `action` once connections may be accepted. @default immediately */
	readonly whenReady?: (localAddress: string, action: () => void) => void;
}

export class WebSocketHost {
	/** False once the server closes. Handshakes are then rejected. */
	public isAccepting = true;
	public readonly faults = new HandshakeFaults();
	private readonly host: HttpHost;
	private readonly webSockets: WebSocketServer;

	public constructor(private readonly options: WebSocketHostOptions) {
		// the types of ws lack `closeTimeout`
		const limits = { maxPayload: options.maxPayload, closeTimeout: CLOSE_TIMEOUT };
		this.webSockets = new WebSocketServer({
			noServer: true,
			clientTracking: false,
			perMessageDeflate: false,
			...limits,
		});
		this.host = new HttpHost(options.onRequest, (...upgrade) => this.handleUpgrade(...upgrade));
	}

	/** `host:port`. @throws If the server is not listening. */
	public get endpoint(): string {
		return this.host.endpoint;
	}

	/** `ws://host:port` or `wss://host:port`. @throws If the server is not listening. */
	public get url(): string {
		return `${this.host.isSecure ? "wss" : "ws"}://${this.endpoint}`;
	}

	/** Starts listening. @param port 0 picks a free one. @throws If the port is taken or the server is already listening. */
	public listen(port: number, host: string, tls?: TlsKey): Promise<void> {
		return this.host.listen(port, host, tls);
	}

	/** Takes over an upgrade of any `http.Server`. */
	public handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		if (!this.isAccepting) return void socket.destroy();
		const fault = this.faults.takeHandshakeFault();
		if (fault !== undefined) return answerHandshake(fault, socket, this.options.timers);
		socket.once("error", () => {}); // a reset while waiting: ws then finds the socket destroyed
		const { onConnection, whenReady = (_address, action) => action() } = this.options;
		whenReady(request.socket.localAddress ?? "127.0.0.1", () => {
			if (!this.isAccepting) return void socket.destroy();
			this.webSockets.handleUpgrade(request, socket, head, (ready) => onConnection(ready, request, socket));
		});
	}

	/** Frees the port and destroys every connection. Safe to call twice. */
	public destroy(): Promise<void> {
		return this.host.destroy();
	}
}
