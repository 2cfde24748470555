/**
 * A server whose clients get back what they send, as the Autobahn cases expect. Everything below the gateways is the
 * gateway server's own: handshake, options of `ws`, close timeout, and the way through `FaultySocket`.
 * Edge: the network.
 */

import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { systemClock } from "../../shared/clock.ts";
import { FaultySocket } from "../../gateway-server/faults/FaultySocket.ts";
import { NO_FLAGS, type ConnectionControlFlags } from "../../gateway-server/flags/ConnectionControlFlags.ts";
import { askForUpgrade } from "../../gateway-server/http/askForUpgrade.ts";
import { WebSocketHost } from "../../gateway-server/http/WebSocketHost.ts";

/** Bytes of the largest case. */
const MAX_PAYLOAD = 2 ** 24;

export class EchoServer {
	private readonly host: WebSocketHost;

	/** @param flags Flags of every connection, without those that count down. */
	public constructor(private readonly flags: ConnectionControlFlags = NO_FLAGS) {
		this.host = new WebSocketHost({
			maxPayload: MAX_PAYLOAD,
			timers: systemClock,
			onRequest: (_request, response) => askForUpgrade(response),
			onConnection: (webSocket, _request, stream) => this.echo(webSocket, stream),
		});
	}

	/** `host:port`. @throws If the server does not listen. */
	public get endpoint(): string {
		return this.host.endpoint;
	}

	/** `ws://host:port`. @throws If the server does not listen. */
	public get url(): string {
		return this.host.url;
	}

	/** Listens on any free port of 127.0.0.1. */
	public listen(): Promise<void> {
		return this.host.listen(0, "127.0.0.1");
	}

	/** Frees the port and destroys every connection. */
	public terminate(): Promise<void> {
		return this.host.destroy();
	}

	private echo(webSocket: WebSocket, stream: Duplex): void {
		const view = { current: () => this.flags, take: () => false };
		const socket = new FaultySocket(webSocket, stream, systemClock, Math.random, view);
		webSocket.on("error", () => {}); // a case that breaks the protocol: "close" follows
		webSocket.on("message", (data, isBinary) => {
			const bytes = data as Buffer; // what ws delivers by default
			socket.send(isBinary ? bytes : bytes.toString());
		});
	}
}
