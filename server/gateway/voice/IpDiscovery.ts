/**
 * Tells clients the address that their datagrams come from, as a voice server does.
 * Edge: the network. Audio is not taken: whatever is no request is counted and forgotten.
 */

import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { decodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../rtp/discovery.ts";

export interface AudioAddress {
	readonly ip: string;
	readonly port: number;
}

export class IpDiscovery {
	private socket: Socket | undefined;
	/** 0 before the first time. */
	private lastPort = 0;
	private answered = 0;
	private ignored = 0;

	/** @param log Gets one line for each failure of the network. */
	public constructor(private readonly log: (message: string) => void) {}

	/** Datagrams so far: requests that were answered, and others. */
	public get totals(): { readonly answered: number; readonly ignored: number } {
		return { answered: this.answered, ignored: this.ignored };
	}

	/** Where it listens, as Ready gives it. @throws If it does not listen. */
	public get address(): AudioAddress {
		if (this.socket === undefined) throw new Error("IP discovery is not listening, call listen() first");
		const { address, port } = this.socket.address();
		return { ip: address, port };
	}

	/**
	 * Starts to listen.
	 *
	 * @param port 0 for any free one. @default the one of the last time, for clients that know it; else 0
	 * @param host An IPv4 or IPv6 address.
	 * @throws If the port is taken, or it listens already.
	 */
	public async listen(port = this.lastPort, host = "127.0.0.1"): Promise<void> {
		if (this.socket !== undefined) throw new Error("IP discovery is listening already");
		const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
		this.socket = socket;
		socket.on("message", (datagram, sender) => this.receive(socket, datagram, sender));
		socket.bind(port, host);
		socket.unref(); // a server in a foreign http.Server may never be closed
		try {
			await once(socket, "listening");
		} catch (error) {
			this.socket = undefined;
			socket.close();
			throw error;
		}
		this.lastPort = this.address.port;
		socket.on("error", (error) => this.log(`IP discovery failed: ${error.message}`));
	}

	/** Frees the port. Safe to call twice. */
	public async close(): Promise<void> {
		const { socket } = this;
		this.socket = undefined;
		if (socket === undefined) return;
		await new Promise<void>((resolve) => socket.close(() => resolve()));
	}

	private receive(socket: Socket, datagram: Buffer, sender: RemoteInfo): void {
		const ssrc = decodeIpDiscoveryRequest(datagram);
		const isAnswerable = sender.port !== 0; // a forged one; Node refuses to send there
		if (ssrc === undefined || !isAnswerable) {
			this.ignored += 1;
			return;
		}
		this.answered += 1;
		const response = encodeIpDiscoveryResponse({ ssrc, address: sender.address, port: sender.port });
		// with a callback, a failure never becomes an `error` event
		socket.send(response, sender.port, sender.address, (error) => {
			if (error !== null) this.log(`IP discovery failed to answer: ${error.message}`);
		});
	}
}
