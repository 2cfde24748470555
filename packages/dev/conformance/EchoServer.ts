/**
 * A gateway server whose clients get back what they send, as the Autobahn cases want it. Everything below the gateways
 * is the real one: handshake, options of `ws`, close timeout, and the way through `FaultySocket`.
 * Edge: the network.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { systemNow, systemTimers } from "../../shared/clock.ts";
import { NO_FLAGS, type ConnectionControlFlags } from "../../gateway-server/flags/ConnectionControlFlags.ts";
import { FaultySocket } from "../../gateway-server/faults/FaultySocket.ts";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";

/** Bytes of the largest case. */
const MAX_PAYLOAD = 2 ** 24;

export class EchoServer extends GatewayServer {
	/** @param flags Of every connection; none that counts down. */
	public constructor(private readonly echoFlags: ConnectionControlFlags = NO_FLAGS) {
		super({ maxPayload: MAX_PAYLOAD });
	}

	protected override accept(webSocket: WebSocket, _request: IncomingMessage, stream: Duplex): void {
		const clock = { ...systemTimers, now: systemNow };
		const flags = { current: () => this.echoFlags, take: () => false };
		const socket = new FaultySocket(webSocket, stream, clock, Math.random, flags);
		webSocket.on("error", () => {}); // a case that breaks the protocol: the close tells
		webSocket.on("message", (data, isBinary) => {
			const bytes = data as Buffer; // what ws delivers unless told otherwise
			socket.send(isBinary ? bytes : bytes.toString());
		});
	}
}
