/**
 * The UDP side of a voice client: discovers its address, sends keepalives, encrypts and decrypts packets.
 * Edge: the network. Generates realistic traffic; not a model for writing a client.
 */

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Clock } from "../../shared/clock.ts";
import type { MediaAddress } from "../media/MediaSocket.ts";
import { decodeIpDiscoveryResponse, encodeIpDiscoveryRequest } from "../../shared/rtp/discovery.ts";
import { isRtcp, readHeader, type RtpHeader } from "../../shared/rtp/header.ts";
import { encodePing } from "../../shared/rtp/keepAlive.ts";
import { TransportCipher, type TransportMode } from "../../shared/rtp/TransportCipher.ts";

/** Milliseconds between two discovery requests, and their number: JDA sends 6. */
const DISCOVERY_INTERVAL = 1000;
const DISCOVERY_TRIES = 6;

/** Milliseconds between two keepalives, as in Discord's own client. */
const PING_INTERVAL = 5000;

/** A received packet, decrypted. */
export interface OpenedPacket {
	readonly header: RtpHeader;
	/** Clear part as received. */
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

	/** @param onDatagram Called with each datagram from the server, except discovery answers. */
	public constructor(
		private readonly clock: Clock,
		private readonly onDatagram: (datagram: Buffer) => void = () => {},
	) {}

	/**
	 * Opens a port and asks the server for its public address.
	 *
	 * @returns Address for op 1; `undefined` if no answer came.
	 */
	public async discover(server: MediaAddress, ssrc: number): Promise<MediaAddress | undefined> {
		this.close();
		this.server = server;
		const socket = createSocket(server.ip.includes(":") ? "udp6" : "udp4");
		this.socket = socket;
		socket.unref(); // the WebSocket keeps the process alive
		socket.on("error", () => {}); // a datagram that cannot be sent counts as lost
		socket.on("message", (datagram) => this.receive(datagram));
		socket.bind(0, server.ip);
		await once(socket, "listening");
		if (this.socket !== socket) return undefined;
		return new Promise((resolve) => this.ask(ssrc, DISCOVERY_TRIES, resolve));
	}

	/** Sets the key from op 4 and starts sending keepalives. */
	public useKey(mode: TransportMode, key: Uint8Array): void {
		this.cipher?.wipe();
		this.cipher = new TransportCipher(mode, key);
		this.counter = 0;
		this.ping();
	}

	/** Encrypts and sends a packet. Does nothing without a key. */
	public sendSealed(clear: Uint8Array, body: Uint8Array): void {
		if (this.cipher === undefined) return;
		this.send(this.cipher.seal(clear, body, this.counter));
		this.counter = (this.counter + 1) % 2 ** 32;
	}

	/** Sends an arbitrary datagram. */
	public send(datagram: Uint8Array): void {
		// with a callback, failures are not emitted as `error` events
		this.socket?.send(datagram, this.server.port, this.server.ip, () => {});
	}

	/** Decrypts an RTP packet; `undefined` for anything else, and for packets that are not authentic. */
	public open(datagram: Buffer): OpenedPacket | undefined {
		const header = isRtcp(datagram) ? undefined : readHeader(datagram);
		if (header?.kind !== "rtp") return undefined;
		const body = this.cipher?.open(datagram, header.clearSize);
		return body && { header, clear: datagram.subarray(0, header.clearSize), body };
	}

	/** Frees the port and erases the key. Safe to call twice. */
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
