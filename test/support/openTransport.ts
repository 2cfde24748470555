/** A transport on a fake network and a fake clock, with its events. */

import { VoicePayload } from "../../src/protocol/voice/payload";
import { decodeJson } from "../../src/runtime/json";
import { SocketCapabilities } from "../../src/socket/SocketAdapter";
import { WebSocketTransport } from "../../src/WebSocketTransport";
import { FakeNetwork, FakeSocket } from "./FakeSocket";
import { FakeScheduler } from "./FakeScheduler";
import { RecordingLogger } from "./RecordingLogger";

export const URL = "ws://127.0.0.1:1/?v=8";

export interface Bench {
	readonly transport: WebSocketTransport;
	readonly network: FakeNetwork;
	readonly scheduler: FakeScheduler;
	readonly logger: RecordingLogger;
	/** What happened, in order: "connected", "message 8", "zombified", "disconnected 4000 true". */
	readonly heard: Array<string>;
	/** Payloads passed to `onMessage`. */
	readonly payloads: Array<VoicePayload>;
}

/** @param jitter Value of the random source. @param heartbeatFloor As in the environment. */
export function makeTransport(jitter = 0.5, capabilities?: SocketCapabilities, heartbeatFloor?: number): Bench {
	const network = new FakeNetwork(capabilities);
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const transport = new WebSocketTransport(logger, {
		createSocket: network.createSocket,
		scheduler,
		random: () => jitter,
		heartbeatFloor,
	});
	const heard: Array<string> = [];
	const payloads: Array<VoicePayload> = [];
	transport.onConnected = () => heard.push("connected");
	transport.onMessage = (payload) => {
		heard.push(`message ${payload.op}`);
		payloads.push(payload);
	};
	transport.onZombified = () => heard.push("zombified");
	transport.onDisconnected = (code, bySelf) => heard.push(`disconnected ${code ?? "none"} ${bySelf}`);
	return { transport, network, scheduler, logger, heard, payloads };
}

/** Opens a socket on the fake network and returns it. */
export function open({ transport, network, scheduler }: Bench): FakeSocket {
	scheduler.spawn(() => transport._openSocket(URL));
	const socket = network.socket();
	socket.open();
	return socket;
}

/** An open transport that has sent Identify. */
export function openTransport(jitter?: number, capabilities?: SocketCapabilities): Bench & { socket: FakeSocket } {
	const bench = makeTransport(jitter, capabilities);
	const socket = open(bench);
	bench.transport.sendAsync('{"op":0}');
	socket.sent.clear();
	return { ...bench, socket };
}

export const hello = (interval: number) => `{"op":8,"d":{"v":8,"heartbeat_interval":${interval}}}`;

/** Returns the nonces of the heartbeats sent. */
export function nonces(socket: FakeSocket): Array<number> {
	const found: Array<number> = [];
	for (const message of socket.sent) {
		const payload = decodeJson(message as string) as { op: number; d: { t: number } };
		if (payload.op === 3) found.push(payload.d.t);
	}
	return found;
}

/** Answers the last heartbeat. */
export function acknowledge(socket: FakeSocket): void {
	const sent = nonces(socket);
	socket.receive(string.format('{"op":6,"d":{"t":%d}}', sent[sent.size() - 1]));
}
