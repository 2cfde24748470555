/** A port in front of a relay that passes everything on and counts it. Edge: the network on the loopback. */

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { HttpMeter } from "./HttpMeter.ts";

const LOOPBACK = "127.0.0.1";

export class MeteredPort {
	public readonly meter = new HttpMeter();
	private readonly server: Server;
	private readonly sockets = new Set<Socket>();

	private constructor(target: URL) {
		this.server = createServer((client) => this.join(client, Number(target.port)));
	}

	/** @param target URL of the relay on this machine. */
	public static async open(target: string): Promise<MeteredPort> {
		const port = new MeteredPort(new URL(target));
		port.server.listen(0, LOOPBACK);
		await once(port.server, "listening");
		return port;
	}

	public get url(): string {
		return `http://${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
	}

	public close(): void {
		this.server.close();
		for (const socket of this.sockets) socket.destroy();
	}

	/** The end of one side ends the other. */
	private join(client: Socket, port: number): void {
		const relay = connect(port, LOOPBACK);
		client.on("data", this.meter.connection());
		relay.on("data", (piece: Buffer) => this.meter.answer(piece));
		client.pipe(relay).pipe(client);
		for (const [socket, other] of [
			[client, relay],
			[relay, client],
		] as const) {
			this.sockets.add(socket);
			socket.on("error", () => {}); // "close" follows
			socket.on("close", () => {
				this.sockets.delete(socket);
				other.destroy();
			});
		}
	}
}
