/** A main gateway connection with a network and a clock that the test controls. */

import { WebsocketStatus } from "../../src/protocol/gateway/connectionState";
import { GatewayReady } from "../../src/protocol/gateway/serverBody";
import { decodeJson, encodeJson } from "../../src/runtime/json";
import { SocketEnvironment } from "../../src/socket/SocketEnvironment";
import { Websocket } from "../../src/gateway/Websocket";
import { WebsocketClient } from "../../src/gateway/WebsocketClient";
import { FakeNetwork, FakeSocket } from "./FakeSocket";
import { FakeScheduler } from "./FakeScheduler";
import { RecordingLogger } from "./RecordingLogger";

export const DOMAIN = "wss://gateway.example";
export const RESUME_DOMAIN = "wss://resume.example";
export const FIRST_URL = "wss://gateway.example/?v=10&encoding=json";
export const RESUME_URL = "wss://resume.example/?v=10&encoding=json";
export const BOT_ID = "104694319306248192";

/** Beats every 10 s. */
export const HELLO = '{"op":10,"d":{"heartbeat_interval":10000}}';
/** Beats too rarely to disturb other tests. */
export const SLOW_HELLO = '{"op":10,"d":{"heartbeat_interval":6000000}}';
export const ACK = '{"op":11}';
export const RECONNECT = '{"op":7}';

/** Random share of every jitter. */
const SHARE = 0.5;

/** Returns a dispatch as the server sends it. */
export function dispatch(name: string, sequence: number, d?: unknown): string {
	return encodeJson({ op: 0, t: name, s: sequence, d });
}

export function readyBody(guilds: ReadonlyArray<string> = [], sessionId = "s1"): GatewayReady {
	return {
		session_id: sessionId,
		resume_gateway_url: RESUME_DOMAIN,
		user: { id: BOT_ID },
		guilds: guilds.map((id) => ({ id })),
	};
}

export const READY = dispatch("READY", 1, readyBody());

export const invalidSession = (isResumable: boolean) => `{"op":9,"d":${isResumable}}`;

/** Makes protected members visible to tests. */
export class OpenWebsocket extends Websocket {
	public inner() {
		const { heartbeatInterval, lastHeartbeat, lastHeartbeatAcked, lastResume } = this;
		const { lastSequenceIdentifier, schedulerLoop, sessionIdentifier, doNotReconnect } = this;
		return {
			...{ heartbeatInterval, lastHeartbeat, lastHeartbeatAcked, lastResume },
			...{ lastSequenceIdentifier, schedulerLoop, sessionIdentifier, doNotReconnect },
		};
	}

	public override pack(data: Parameters<Websocket["send"]>[0]) {
		return super.pack(data);
	}

	public override unpack(data: string | buffer, encoding?: string) {
		return super.unpack(data, encoding);
	}

	public override generateURL() {
		return super.generateURL();
	}

	public override onPacket(body: string | buffer) {
		return super.onPacket(body);
	}

	public override processPacket(payload: Parameters<Websocket["onPayload"]["Fire"]>[0]) {
		return super.processPacket(payload);
	}

	public override onClose(code: number) {
		return super.onClose(code);
	}

	public override cleanup() {
		super.cleanup();
	}
}

/** @param changes Changes to the environment. */
export function makeGateway(
	options: Partial<WebsocketClient> = {},
	network = new FakeNetwork(),
	changes: Partial<SocketEnvironment> = {},
) {
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const environment = { createSocket: network.createSocket, scheduler, random: () => SHARE, ...changes };
	const client: WebsocketClient = { token: "bot-token", intents: 1, environment, logger, ...options };
	const websocket = new OpenWebsocket(client, DOMAIN);
	const statuses: Array<string> = [];
	const closures: Array<string> = [];
	websocket.onStatusChanged.Connect((status) => statuses.push(status));
	websocket.onClosed.Connect((fault) => closures.push(`${fault.kind} ${fault.code ?? "none"}`));
	return { network, scheduler, logger, websocket, statuses, closures };
}

export type Gateway = ReturnType<typeof makeGateway>;

/** Plays the server up to Hello on the newest socket, whose events come a step later. */
export function greet({ network, scheduler }: Pick<Gateway, "network" | "scheduler">, hello = SLOW_HELLO): FakeSocket {
	scheduler.advance(0);
	const socket = network.socket();
	socket.open();
	socket.receive(hello);
	return socket;
}

/** Returns a connection with an open session. */
export function openGateway(options: Partial<WebsocketClient> = {}, hello = SLOW_HELLO, ready = READY) {
	const gateway = makeGateway(options);
	gateway.websocket.connect();
	const socket = greet(gateway, hello);
	socket.receive(ready);
	assert(gateway.websocket.status === WebsocketStatus.Ready, gateway.websocket.status);
	return { ...gateway, socket };
}

/** Ends the newest socket from the server's side. */
export function lose({ network, scheduler }: Pick<Gateway, "network" | "scheduler">, code?: number): void {
	network.socket().end(code);
	scheduler.advance(0);
}

/** Returns the messages that were sent over `socket`, decoded. */
export function sentOver(socket: FakeSocket): Array<{ op: number; d?: unknown }> {
	return socket.sent.map((message) => decodeJson(message as string) as { op: number; d?: unknown });
}

/** Returns the opcodes of the messages that were sent over `socket`, in order. */
export function opcodesOver(socket: FakeSocket): string {
	return sentOver(socket)
		.map(({ op }) => op)
		.join(",");
}
