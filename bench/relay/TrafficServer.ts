/** A voice server that sends each session as many messages as its token names. Each has the time at which it was sent. */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { WebSocketServer, type RawData, type WebSocket } from "ws";

/** Discord's usual interval. */
const HEARTBEAT_INTERVAL = 13_750;
const MINUTE = 60_000;

interface Payload {
	readonly op: number;
	readonly d: { readonly token?: string; readonly t?: number };
}

/** Token of a session that receives this many messages a minute. */
export function tokenFor(perMinute: number): string {
	return String(perMinute);
}

export class TrafficServer {
	/** @param random Returns 0 up to 1, for the time between two messages. */
	private constructor(
		private readonly server: WebSocketServer,
		private readonly random: () => number,
	) {
		server.on("connection", (socket) => this.greet(socket));
	}

	public static async start(random: () => number): Promise<TrafficServer> {
		const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
		await once(server, "listening");
		return new TrafficServer(server, random);
	}

	/** `host:port` */
	public get endpoint(): string {
		return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	public close(): void {
		for (const socket of this.server.clients) socket.terminate();
		this.server.close();
	}

	private greet(socket: WebSocket): void {
		const send = (op: number, d: object): void => socket.send(JSON.stringify({ op, d }));
		socket.on("message", (data: RawData) => {
			const { op, d } = JSON.parse(String(data)) as Payload;
			if (op === 3) send(6, { t: d.t });
			if (op !== 0) return;
			send(2, { ssrc: 1, ip: "127.0.0.1", port: 9, modes: ["aead_aes256_gcm_rtpsize"] });
			const perMinute = Number(d.token);
			if (perMinute > 0) this.talk(socket, MINUTE / perMinute);
		});
		send(8, { v: 8, heartbeat_interval: HEARTBEAT_INTERVAL });
	}

	/** Sends messages `mean` milliseconds apart on average, at least half and at most one and a half of that. */
	private talk(socket: WebSocket, mean: number): void {
		let [seq, next] = [0, performance.now()];
		let timer: NodeJS.Timeout;
		const wait = (): void => {
			next += mean * (0.5 + this.random());
			timer = setTimeout(speak, Math.max(0, next - performance.now()));
		};
		const speak = (): void => {
			seq += 1;
			const at = performance.timeOrigin + performance.now();
			const d = { user_id: "104694319306248193", ssrc: 2, speaking: 1, at };
			socket.send(JSON.stringify({ op: 5, seq, d }));
			wait();
		};
		socket.once("close", () => clearTimeout(timer));
		wait();
	}
}
