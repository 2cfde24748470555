/**
 * The UDP side of one voice session: discovers its own address, then keeps the path open.
 * Time comes from a clock, the network from `OpenDatagrams`.
 * Source: Discord Docs, "Voice Connections", section "IP Discovery"; docs/speaking.md, "Getting packets", for losses and keepalives.
 */

import type { Clock } from "../../../shared/clock.ts";
import { decodeIpDiscoveryResponse, encodeIpDiscoveryRequest } from "../../../shared/rtp/discovery.ts";
import { decodeLegacyPing, decodePong, encodeLegacyPing, encodePing } from "../../../shared/rtp/keepAlive.ts";
import type { Datagrams, Endpoint, OpenDatagrams } from "./Datagrams.ts";
import { PacketCeiling } from "./PacketCeiling.ts";

export interface MediaLineListener {
	/** The server has reported the relay's address. */
	readonly onAddress: (own: Endpoint) => void;
	/** Discovery failed, and the line is useless. @param fault Last error of the socket, if any. */
	readonly onUndiscovered: (fault: string | undefined) => void;
	/** A datagram came, keepalives and discovery included. */
	readonly onDatagram: (datagram: Buffer, now: number) => void;
	/** A datagram exceeded the ceiling: the line is paused briefly. */
	readonly onShed: () => void;
	/** A ping was answered. */
	readonly onAnswer: (now: number) => void;
	/** The socket reported an error after discovery. */
	readonly onFault: () => void;
	/** Every 5 seconds after discovery, before the next ping. */
	readonly onTick: (now: number) => void;
}

export const DISCOVERY_TRIES = 5;
export const DISCOVERY_MS = 1000;
export const PING_MS = 5000;
/** Unanswered pings after which the legacy form goes out beside the native one. */
export const NATIVE_PINGS = 2;
const PING_SIZE = 8;
const SEQUENCES = 2 ** 32;

export class MediaLine {
	private readonly datagrams: Datagrams;
	private readonly ceiling = new PacketCeiling();
	private state: "discovering" | "open" | "closed" = "discovering";
	private isConnected = false;
	private tries = 0;
	private pings = 0;
	private hasNativeAnswer = false;
	private fault: string | undefined;
	private timer: unknown;
	private resuming: unknown;

	/** @param ssrc Own one, of op 2. */
	public constructor(
		open: OpenDatagrams,
		to: Endpoint,
		private readonly ssrc: number,
		private readonly clock: Clock,
		private readonly listener: MediaLineListener,
	) {
		this.datagrams = open(to, {
			onConnected: () => {
				this.isConnected = true;
				if (this.state === "discovering") this.datagrams.send(encodeIpDiscoveryRequest(this.ssrc));
			},
			onDatagram: (datagram) => this.receive(datagram),
			onFault: (code) => this.failed(code),
		});
		this.discover();
	}

	/** Stops sending and receiving. Safe to call twice. */
	public close(): void {
		this.state = "closed";
		this.clock.clearTimeout(this.timer);
		this.clock.clearTimeout(this.resuming);
		this.datagrams.close();
	}

	private discover(): void {
		if (this.tries === DISCOVERY_TRIES) {
			this.close();
			return this.listener.onUndiscovered(this.fault);
		}
		this.tries += 1;
		if (this.isConnected) this.datagrams.send(encodeIpDiscoveryRequest(this.ssrc));
		this.timer = this.clock.setTimeout(() => this.discover(), DISCOVERY_MS);
	}

	private receive(datagram: Buffer): void {
		if (this.state === "closed") return;
		const now = this.clock.now();
		const pause = this.ceiling.take(now);
		if (pause > 0) return this.shed(pause);
		if (this.state === "discovering") this.readAddress(datagram);
		else if (datagram.length === PING_SIZE) this.readAnswer(datagram, now);
		if (this.isOpen) this.listener.onDatagram(datagram, now);
	}

	/** The system discards what comes until the window is over. */
	private shed(milliseconds: number): void {
		this.listener.onShed();
		this.datagrams.pause();
		this.resuming ??= this.clock.setTimeout(() => {
			this.resuming = undefined;
			this.datagrams.resume();
		}, milliseconds);
	}

	/** A listener may close the line. */
	private get isOpen(): boolean {
		return this.state !== "closed";
	}

	private readAddress(datagram: Buffer): void {
		const found = decodeIpDiscoveryResponse(datagram);
		if (found === undefined || found.ssrc !== this.ssrc) return;
		const { address, port } = found;
		this.state = "open";
		this.clock.clearTimeout(this.timer);
		this.listener.onAddress({ address, port });
		if (this.isOpen) this.ping();
	}

	private readAnswer(datagram: Buffer, now: number): void {
		const isNative = decodePong(datagram) !== undefined;
		this.hasNativeAnswer ||= isNative;
		const isEcho = this.sendsLegacy && decodeLegacyPing(datagram) !== undefined;
		if (isNative || isEcho) this.listener.onAnswer(now);
	}

	private get sendsLegacy(): boolean {
		return !this.hasNativeAnswer && this.pings > NATIVE_PINGS;
	}

	private ping(): void {
		this.pings += 1;
		const sequence = this.pings % SEQUENCES;
		this.datagrams.send(encodePing(sequence));
		if (this.sendsLegacy) this.datagrams.send(encodeLegacyPing(sequence));
		this.timer = this.clock.setTimeout(() => this.tick(), PING_MS);
	}

	private tick(): void {
		this.listener.onTick(this.clock.now());
		if (this.isOpen) this.ping();
	}

	private failed(code: string): void {
		this.fault = code;
		if (this.state === "open") this.listener.onFault();
	}
}
