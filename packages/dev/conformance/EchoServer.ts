/**
 * A gateway server that echoes messages, as the Autobahn cases require. Everything below the gateways is real: handshake,
 * options of `ws`, close timeout and `FaultySocket`.
 * Edge: the network.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { systemNow, systemTimers } from "../../shared/clock.ts";
import { NO_FLAGS, type ConnectionControlFlags } from "../../gateway-server/flags/ConnectionControlFlags.ts";
import { FaultySocket } from "../../gateway-server/faults/FaultySocket.ts";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";

/** Size of the largest case in bytes. */
const MAX_PAYLOAD = 2 ** 24;

export class EchoServer extends GatewayServer {
	/** @param flags Control flags of every connection, without counters. */
	public constructor(private readonly echoFlags: ConnectionControlFlags = NO_FLAGS) {
		super({ maxPayload: MAX_PAYLOAD });
	}

	protected override accept(webSocket: WebSocket, _request: IncomingMessage, stream: Duplex): void {
		const clock = { ...systemTimers, now: systemNow };
		const flags = { current: () => this.echoFlags, take: () => false };
		const socket = new FaultySocket(webSocket, stream, clock, Math.random, flags);
		webSocket.on("error", () => {}); // a case that violates the protocol; "close" follows
		webSocket.on("message", (data, isBinary) => {
			const bytes = data as Buffer; // the default type of ws
			socket.send(isBinary ? bytes : bytes.toString());
		});
	}
}
