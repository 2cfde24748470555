/**
 * The UDP side of a voice client: discovers its address, keeps itself heard, seals and opens packets.
 * Edge: the network. Shows what a client sends, not how to write one.
 */

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Clock } from "../../shared/clock.ts";
import type { MediaAddress } from "../media/MediaSocket.ts";
import { decodeIpDiscoveryResponse, encodeIpDiscoveryRequest } from "../../shared/rtp/discovery.ts";
import { isRtcp, readHeader, type RtpHeader } from "../../shared/rtp/header.ts";
import { encodePing } from "../../shared/rtp/keepAlive.ts";
import { TransportCipher, type TransportMode } from "../../shared/rtp/TransportCipher.ts";

/** Milliseconds between two discovery requests, and how many are sent: JDA sends 6. */
const DISCOVERY_INTERVAL = 1000;
const DISCOVERY_TRIES = 6;

/** Milliseconds between two keepalives, as of Discord's own client. */
const PING_INTERVAL = 5000;

/** A packet that came, opened. */
export interface OpenedPacket {
	readonly header: RtpHeader;
	/** Clear part as it came. */
	readonly clear: Buffer;
	readonly body: Buffer;
}

export class ClientMedia {
	private socket: Socket | undefined;
	private server: MediaAddress = { ip: "127.0.0.1", port: 0 };
	private cipher: TransportCipher | undefined;
	private counter = 0;
	private pings = 0;
	private pinging: unknown;
	private onAnswer: ((datagram: Buffer) => void) | undefined;

	/** @param onDatagram Called with each datagram of the server that is not a discovery answer. */
	public constructor(
		private readonly clock: Clock,
		private readonly onDatagram: (datagram: Buffer) => void = () => {},
	) {}

	/**
	 * Opens a port and asks the server for its address.
	 *
	 * @returns What to tell in op 1; `undefined` if no answer came.
	 */
	public async discover(server: MediaAddress, ssrc: number): Promise<MediaAddress | undefined> {
		this.close();
		this.server = server;
		const socket = createSocket(server.ip.includes(":") ? "udp6" : "udp4");
		this.socket = socket;
		socket.unref(); // its WebSocket keeps the process alive
		socket.on("error", () => {}); // a datagram that cannot be sent is a lost one
		socket.on("message", (datagram) => this.receive(datagram));
		socket.bind(0, server.ip);
		await once(socket, "listening");
		if (this.socket !== socket) return undefined;
		return new Promise((resolve) => this.ask(ssrc, DISCOVERY_TRIES, resolve));
	}

	/** Takes the key of op 4, and begins to send keepalives. */
	public useKey(mode: TransportMode, key: Uint8Array): void {
		this.cipher?.wipe();
		this.cipher = new TransportCipher(mode, key);
		this.counter = 0;
		this.ping();
	}

	/** Seals a packet and sends it. Does nothing without a key. */
	public sendSealed(clear: Uint8Array, body: Uint8Array): void {
		if (this.cipher === undefined) return;
		this.send(this.cipher.seal(clear, body, this.counter));
		this.counter = (this.counter + 1) % 2 ** 32;
	}

	/** Sends any datagram. */
	public send(datagram: Uint8Array): void {
		// with a callback, a failure never becomes an `error` event
		this.socket?.send(datagram, this.server.port, this.server.ip, () => {});
	}

	/** Opens an RTP packet; `undefined` for anything else, and for what is not authentic. */
	public open(datagram: Buffer): OpenedPacket | undefined {
		const header = isRtcp(datagram) ? undefined : readHeader(datagram);
		if (header?.kind !== "rtp") return undefined;
		const body = this.cipher?.open(datagram, header.clearSize);
		return body && { header, clear: datagram.subarray(0, header.clearSize), body };
	}

	/** Frees the port and forgets the key. Safe to call twice. */
	public close(): void {
		this.clock.clearTimeout(this.pinging);
		this.onAnswer = undefined;
		this.cipher?.wipe();
		this.cipher = undefined;
		this.socket?.close();
		this.socket = undefined;
	}

	private ask(ssrc: number, triesLeft: number, resolve: (address: MediaAddress | undefined) => void): void {
		const retry = this.clock.setTimeout(() => {
			if (triesLeft === 1 || this.socket === undefined) resolve(undefined);
			else this.ask(ssrc, triesLeft - 1, resolve);
		}, DISCOVERY_INTERVAL);
		this.onAnswer = (datagram) => {
			const answer = decodeIpDiscoveryResponse(datagram);
			if (answer?.ssrc !== ssrc) return;
			this.clock.clearTimeout(retry);
			this.onAnswer = undefined;
			resolve({ ip: answer.address, port: answer.port });
		};
		this.send(encodeIpDiscoveryRequest(ssrc));
	}

	private receive(datagram: Buffer): void {
		if (this.onAnswer === undefined) this.onDatagram(datagram);
		else this.onAnswer(datagram);
	}

	private ping(): void {
		this.clock.clearTimeout(this.pinging);
		this.send(encodePing(this.pings));
		this.pings = (this.pings + 1) % 2 ** 32;
		this.pinging = this.clock.setTimeout(() => this.ping(), PING_INTERVAL);
	}
}
